using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Scalar products of one vector of bytes with many.</summary>
internal static class Int8Dots
{
    private const int Width = 64;

    /// <summary>products[n] = Σ query[d] · vectors[n, d], exact.</summary>
    /// <param name="query">[D], each number from −127 to 127.</param>
    /// <param name="vectors">[N, D], likewise.</param>
    /// <param name="products">[N].</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> vectors, Span<int> products)
    {
        if (vectors.Length != (long)products.Length * query.Length) throw new ArgumentException($"Expected {products.Length} vectors of {query.Length} numbers, found {vectors.Length} numbers.", nameof(vectors));
        int whole = query.Length / Width * Width;
        ref sbyte first = ref MemoryMarshal.GetReference(query);
        for (int n = 0; n < products.Length; n++)
        {
            ReadOnlySpan<sbyte> vector = vectors.Slice(n * query.Length, query.Length);
            ref sbyte other = ref MemoryMarshal.GetReference(vector);
            Vector512<int> sum = Vector512<int>.Zero;
            for (int d = 0; d < whole; d += Width)
            {
                (Vector512<short> aLow, Vector512<short> aHigh) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)d));
                (Vector512<short> bLow, Vector512<short> bHigh) = Vector512.Widen(Vector512.LoadUnsafe(ref other, (nuint)d));
                (Vector512<int> low, Vector512<int> high) = Vector512.Widen(aLow * bLow + aHigh * bHigh); // At most 2 · 127², which a short holds.
                sum += low + high;
            }
            int product = Vector512.Sum(sum);
            for (int d = whole; d < query.Length; d++) product += query[d] * vector[d];
            products[n] = product;
        }
    }
}
