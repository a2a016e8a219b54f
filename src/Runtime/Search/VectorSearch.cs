using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>Compares a vector with all word-like stretches of an index, and with those at a place.</summary>
internal static class VectorSearch
{
    // So many vectors stay in the processor's own cache between reading and comparing.
    private const int BlockVectors = 1024;

    /// <summary>The stretches nearest to a vector.</summary>
    /// <param name="index">Where.</param>
    /// <param name="query">[D], see <see cref="VectorCode"/>.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="cancellation">Stops between two segments.</param>
    /// <returns>Segment, first step and number of steps; in no order.</returns>
    public static IEnumerable<(IndexSegment Segment, int First, int Steps)> Nearest(SpeechIndex index, sbyte[] query, int top, CancellationToken cancellation)
    {
        var nearest = new PriorityQueue<(IndexSegment Segment, int Vector), int>(top + 1);
        sbyte[] block = new sbyte[BlockVectors * query.Length];
        foreach (IndexSegment segment in index.Segments)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int first = 0; first < segment.VectorCount; first += BlockVectors)
            {
                Span<sbyte> vectors = block.AsSpan(0, Math.Min(BlockVectors, segment.VectorCount - first) * query.Length);
                segment.ReadVectors(first, vectors);
                Keep(query, vectors, segment, first, nearest, top);
            }
        }
        foreach (((IndexSegment segment, int vector), _) in nearest.UnorderedItems)
        {
            yield return (segment, segment.Places[2 * vector], segment.Places[2 * vector + 1]);
            GC.KeepAlive(segment);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keep(sbyte[] query, ReadOnlySpan<sbyte> vectors, IndexSegment segment, int first, PriorityQueue<(IndexSegment Segment, int Vector), int> nearest, int top)
    {
        Span<int> products = stackalloc int[BlockVectors];
        products = products[..(vectors.Length / query.Length)];
        Int8Dots.Run(query, vectors, products);
        int least = nearest.Count == top && nearest.TryPeek(out _, out int found) ? found : int.MinValue;
        for (int i = 0; i < products.Length; i++)
        {
            if (products[i] <= least) continue;
            if (nearest.Count < top) nearest.Enqueue((segment, first + i), products[i]);
            else nearest.EnqueueDequeue((segment, first + i), products[i]);
            if (nearest.Count == top && nearest.TryPeek(out _, out found)) least = found;
        }
    }

    /// <summary>The greatest cosine of a vector and the stretches that lie where a hit does: at least half of both together is in both.</summary>
    /// <returns>NaN if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Likeness(SearchHit hit, sbyte[] query)
    {
        IndexSegment segment = hit.Segment;
        ReadOnlySpan<int> places = segment.Places;
        int best = int.MinValue;
        Span<int> product = stackalloc int[1];
        sbyte[] vector = new sbyte[query.Length];
        for (int i = 0; i < places.Length; i += 2)
        {
            int first = places[i], end = first + places[i + 1];
            int both = Math.Min(end, hit.EndStep) - Math.Max(first, hit.FirstStep);
            if (2 * both < Math.Max(end, hit.EndStep) - Math.Min(first, hit.FirstStep)) continue;
            segment.ReadVectors(i / 2, vector);
            Int8Dots.Run(query, vector, product);
            best = Math.Max(best, product[0]);
        }
        GC.KeepAlive(segment);
        return best == int.MinValue ? double.NaN : best * VectorCode.UnitOfProduct;
    }
}
