namespace EmbeddedSeq.Runtime.Search;

/// <summary>How an index keeps vectors: each number of a unit vector times 127, rounded to a byte.</summary>
internal static class VectorCode
{
    private const float Scale = 127;

    /// <summary>Cosine of two vectors for a unit of their scalar product.</summary>
    public const double UnitOfProduct = 1 / (Scale * (double)Scale);

    /// <summary>Writes a vector of length 1.</summary>
    public static void Encode(ReadOnlySpan<float> vector, Span<sbyte> code)
    {
        for (int d = 0; d < vector.Length; d++) code[d] = (sbyte)MathF.Round(Math.Clamp(vector[d], -1, 1) * Scale);
    }
}
