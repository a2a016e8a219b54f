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
        var perStretch = new Dictionary<IndexedStretch, List<SearchHit>>(ReferenceEqualityComparer.Instance);
        foreach (SearchHit hit in hits.OrderByDescending(h => h.Confidence).ThenByDescending(h => h.Score))
        {
            if (kept.Count == top) break;
            if (!perStretch.TryGetValue(hit.Stretch, out List<SearchHit>? others)) perStretch.Add(hit.Stretch, others = []);
            if (others.Exists(o => hit.Start < o.End && o.Start < hit.End)) continue;
            others.Add(hit);
            kept.Add(hit);
        }
        return kept;
    }
}
