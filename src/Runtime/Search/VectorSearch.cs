using System.Buffers;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>Compares a vector with all word-like stretches of an index, and with those at a place.</summary>
internal static class VectorSearch
{
    /// <summary>The stretches nearest to a vector.</summary>
    /// <param name="index">Where.</param>
    /// <param name="query">[D], see <see cref="VectorCode"/>.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="cancellation">Stops between two segments.</param>
    /// <returns>Segment, first step and number of steps; in no order.</returns>
    public static IEnumerable<(IndexSegment Segment, int First, int Steps)> Nearest(SpeechIndex index, sbyte[] query, int top, CancellationToken cancellation)
    {
        var nearest = new PriorityQueue<(IndexSegment Segment, int First, int Steps), int>(top + 1);
        foreach (IndexSegment segment in index.Segments)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> places = segment.Places;
            int count = places.Length / 2;
            int[] products = ArrayPool<int>.Shared.Rent(Math.Max(1, count));
            segment.PopulateVectors();
            Int8Dots.Run(query, segment.Vectors, products.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                if (nearest.Count < top) nearest.Enqueue((segment, places[2 * i], places[2 * i + 1]), products[i]);
                else if (nearest.TryPeek(out _, out int least) && products[i] > least) nearest.EnqueueDequeue((segment, places[2 * i], places[2 * i + 1]), products[i]);
            }
            ArrayPool<int>.Shared.Return(products);
            segment.Release();
            GC.KeepAlive(segment);
        }
        return nearest.UnorderedItems.Select(i => i.Element);
    }

    /// <summary>The greatest cosine of a vector and the stretches that lie where a hit does: at least half of both together is in both.</summary>
    /// <returns>NaN if there is none.</returns>
    public static double Likeness(SearchHit hit, sbyte[] query)
    {
        IndexSegment segment = hit.Segment;
        ReadOnlySpan<int> places = segment.Places;
        int best = int.MinValue;
        Span<int> product = stackalloc int[1];
        for (int i = 0; i < places.Length; i += 2)
        {
            int first = places[i], end = first + places[i + 1];
            int both = Math.Min(end, hit.EndStep) - Math.Max(first, hit.FirstStep);
            if (2 * both < Math.Max(end, hit.EndStep) - Math.Min(first, hit.FirstStep)) continue;
            Int8Dots.Run(query, segment.Vectors.Slice(i / 2 * query.Length, query.Length), product);
            best = Math.Max(best, product[0]);
        }
        GC.KeepAlive(segment);
        return best == int.MinValue ? double.NaN : best * VectorCode.UnitOfProduct;
    }
}
