using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>One unit vector a word, compared by their cosine.</summary>
/// <param name="name">Of the encoder.</param>
/// <param name="vectors">[N, dimension].</param>
/// <param name="dimension">Length of a vector.</param>
internal sealed class VectorDistance(string name, float[] vectors, int dimension) : WordDistance(name, vectors.Length / dimension)
{
    /// <summary>Encodes the words.</summary>
    /// <param name="name">Of the encoder.</param>
    /// <param name="count">Number of words.</param>
    /// <param name="dimension">Length of a vector.</param>
    /// <param name="encode">Writes the unit vector of a word.</param>
    public static VectorDistance Encode(string name, int count, int dimension, Action<int, Memory<float>> encode)
    {
        float[] vectors = new float[count * dimension];
        for (int i = 0; i < count; i++) encode(i, vectors.AsMemory(i * dimension, dimension));
        return new VectorDistance(name, vectors, dimension);
    }

    public override void Run(int i, int first, Span<float> distances) =>
        VectorScan.CosineDistances(vectors.AsSpan(i * dimension, dimension), vectors.AsSpan(first * dimension, distances.Length * dimension), distances);
}
