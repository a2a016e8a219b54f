namespace EmbeddedSeq.Runtime.Search;

/// <summary>Of hits that overlap in a stretch, only the best counts.</summary>
internal static class Overlaps
{
    /// <summary>Keeps the best hits.</summary>
    /// <param name="hits">In any order.</param>
    /// <param name="top">How many are kept at most.</param>
    public static IReadOnlyList<SearchHit> KeepBest(IEnumerable<SearchHit> hits, int top)
    {
        var kept = new List<SearchHit>();
        var perStretch = new Dictionary<(IndexSegment, int), List<SearchHit>>();
        foreach (SearchHit hit in hits.OrderByDescending(h => h.Confidence).ThenByDescending(h => h.Score))
        {
            if (kept.Count == top) break;
            (IndexSegment, int) stretch = (hit.Segment, hit.Stretch.FirstStep);
            if (!perStretch.TryGetValue(stretch, out List<SearchHit>? others)) perStretch.Add(stretch, others = []);
            if (others.Exists(o => hit.Start == o.Start || hit.Start < o.End && o.Start < hit.End)) continue; // At the very end of a sound a hit may have no length.
            others.Add(hit);
            kept.Add(hit);
        }
        return kept;
    }
}
