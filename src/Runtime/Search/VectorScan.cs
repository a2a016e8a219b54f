using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>Compares one unit vector with many.</summary>
public static class VectorScan
{
    /// <summary>1 − cosine of a query and each of many vectors, all of length 1.</summary>
    /// <param name="query">[D].</param>
    /// <param name="vectors">[N, D].</param>
    /// <param name="distances">[N], 0 to 2.</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CosineDistances(ReadOnlySpan<float> query, ReadOnlySpan<float> vectors, Span<float> distances)
    {
        if (vectors.Length != distances.Length * query.Length) throw new ArgumentException($"Expected {distances.Length} vectors of {query.Length} numbers, found {vectors.Length} numbers.", nameof(vectors));
        for (int i = 0; i < distances.Length; i++) distances[i] = 1 - DotProduct.Run(query, vectors.Slice(i * query.Length, query.Length));
    }
}
