using System.Buffers;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// Finds words and phrases in an index by their spelling, also words that no lexicon has: a scan of all steps finds the cheapest paths,
/// the best of them are aligned exactly and rated.
/// </summary>
public static class KeywordSearch
{
    private const int FewestCandidates = 400;

    /// <summary>Finds the places where a keyword fits best.</summary>
    /// <param name="index">Where to search.</param>
    /// <param name="query">What.</param>
    /// <param name="top">How many hits are wanted at most.</param>
    /// <param name="cancellation">Stops between two segments.</param>
    /// <returns>The hits, the best first; two of the same stretch do not overlap.</returns>
    /// <exception cref="IOException">A segment cannot be read any more.</exception>
    public static IReadOnlyList<SearchHit> Find(SpeechIndex index, KeywordQuery query, int top, CancellationToken cancellation = default) => Overlaps.KeepBest(Find(index, [query], top, cancellation), top);

    /// <summary>Finds the places of several keywords, passing over the index once.</summary>
    /// <returns>The hits of all, in no order; they may overlap.</returns>
    internal static IEnumerable<SearchHit> Find(SpeechIndex index, IReadOnlyList<KeywordQuery> queries, int top, CancellationToken cancellation)
    {
        // Several spellings of one thing share the places that are looked at closely.
        int capacity = queries.Count == 1 ? Math.Max(FewestCandidates, 4 * top) : Math.Max(FewestCandidates / queries.Count, top);
        CandidateList[] candidates = [.. queries.Select(_ => new CandidateList(capacity))];
        int[] tokens = [0, .. queries.SelectMany(q => q.Tokens).Distinct()];
        int[][] places = [.. queries.Select(q => (int[])[.. q.Tokens.Select(t => Array.IndexOf(tokens, t))])];
        var buffer = new AlignedBuffer((long)tokens.Length * index.Segments.Max(s => s.PlaneSize) / sizeof(float));
        foreach (IndexSegment segment in index.Segments)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> planes = MemoryMarshal.AsBytes(buffer.Span(0, tokens.Length * segment.PlaneSize / sizeof(float)));
            segment.ReadPlanes(tokens, planes);
            for (int i = 0; i < queries.Count; i++) Scan(segment, planes, queries[i], places[i], candidates[i]);
        }
        GC.KeepAlive(buffer);
        return queries.Zip(candidates, Rate).SelectMany(h => h);
    }

    private static List<SearchHit> Rate(KeywordQuery query, CandidateList candidates)
    {
        var aligner = new KeywordAligner(query);
        var confidence = new KeywordConfidence(query);
        var hits = new List<SearchHit>();
        foreach (Candidate candidate in candidates.Sorted())
        {
            if (Rate(candidate, query, aligner, confidence) is { } hit) hits.Add(hit);
        }
        return hits;
    }

    // The planes are those of the tokens that the queries need: the query's are at these places among them.
    private static void Scan(IndexSegment segment, ReadOnlySpan<byte> planes, KeywordQuery query, int[] places, CandidateList candidates)
    {
        int blocks = KeywordScan.Blocks(segment.Rows, query.LongestSteps), length = blocks * KeywordScan.Lanes;
        ushort[] minima = ArrayPool<ushort>.Shared.Rent(length);
        byte[] caps = [.. query.Tokens.Select(t => KeywordCosts.CapOf(t, query.Space))];
        KeywordScan.Run(planes, segment.Rows, places, caps, KeywordCosts.Blank, query.LongestSteps, minima);
        candidates.Add(segment, minima.AsSpan(0, length));
        ArrayPool<ushort>.Shared.Return(minima);
    }

    private static SearchHit? Rate(Candidate candidate, KeywordQuery query, KeywordAligner aligner, KeywordConfidence confidence)
    {
        IndexSegment segment = candidate.Segment;
        int end = Math.Min(candidate.Step + KeywordScan.BlockRows, segment.Rows * KeywordScan.Lanes);
        // A keyword that ends in a block may end with the gap behind its stretch, or its stretch may begin in the block.
        IndexedStretch? stretch = segment.StretchAt(Math.Max(0, candidate.Step - 1)) ?? segment.StretchAt(end - 1);
        if (stretch is null) return null;
        int first = Math.Max(stretch.FirstStep - 1, end - KeywordScan.BlockRows - query.LongestSteps);
        end = Math.Min(end, stretch.FirstStep + stretch.Steps + 1);
        if (aligner.Align(segment, first, end, candidate.Step) is not { } found) return null;
        return new SearchHit(segment, stretch, found.FirstStep, found.LastStep + 1)
        {
            Score = -found.Cost / (PosteriorCode.UnitsPerNat * query.Letters),
            Confidence = confidence.Of(found),
        };
    }
}
