using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>How an index keeps the posteriors of a step: one byte a token, by how much its log-probability lies below that of the most probable token.</summary>
/// <remarks>Relative to the best token, the sum along a path is the log-likelihood ratio of "anything at all" to that path, which is what a keyword is judged by.</remarks>
internal static class PosteriorCode
{
    /// <summary>Units of a natural logarithm. 255 units are e^-15.9, less than any token that matters.</summary>
    public const float UnitsPerNat = 16;

    /// <summary>Writes the costs of one step.</summary>
    /// <param name="logProbabilities">[V], natural logarithms; NaN costs all.</param>
    /// <param name="costs">[V].</param>
    /// <param name="free">A token that costs nothing here, or −1: the space, in a pause.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(ReadOnlySpan<float> logProbabilities, Span<byte> costs, int free = -1)
    {
        float best = float.NegativeInfinity;
        foreach (float value in logProbabilities) best = MathF.Max(best, value);
        for (int i = 0; i < logProbabilities.Length; i++)
        {
            float units = (best - logProbabilities[i]) * UnitsPerNat + 0.5f;
            costs[i] = units < byte.MaxValue ? (byte)units : byte.MaxValue;
        }
        if (free >= 0) costs[free] = 0;
    }
}
