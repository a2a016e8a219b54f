namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// Finds what was said in a recording: every spelling under which the model heard it is searched for, and its vector among the
/// vectors of the index; the best places of both are compared with the recording itself, posteriors against posteriors, by time warping.
/// </summary>
public static class ExampleSearch
{
    private const int FewestCompared = 60, Around = 8; // Steps in which the letters of a stretch may lie outside it.
    private const double Unspelled = -15; // Odds of a place where no spelling fits in.

    /// <summary>Finds the places that are most like an example, or like a text, or like both.</summary>
    /// <param name="index">Where to search.</param>
    /// <param name="example">The recording.</param>
    /// <param name="text">What is said in it, if known: one more spelling.</param>
    /// <param name="top">How many hits are wanted at most.</param>
    /// <param name="cancellation">Stops between two segments.</param>
    /// <returns>The hits, the best first; two of the same stretch do not overlap.</returns>
    public static IReadOnlyList<SearchHit> Find(SpeechIndex index, ExampleQuery example, KeywordQuery? text, int top, CancellationToken cancellation = default)
    {
        int wanted = Math.Max(FewestCompared, 2 * top);
        IReadOnlyList<KeywordQuery> queries = text is null ? example.Spellings : [.. example.Spellings, text];
        IEnumerable<SearchHit> hits = Overlaps.KeepBest(KeywordSearch.Find(index, queries, wanted, cancellation), wanted);
        if (example.Vector is { } vector) hits = hits.Concat(Near(index, vector, queries, wanted, cancellation));
        var warping = new DynamicTimeWarping(band: 0.3);
        return Overlaps.KeepBest(hits.Select(h => Compare(h, example, index.Description, warping)), top);
    }

    // The nearest stretches, where the spelling that fits best is.
    private static IEnumerable<SearchHit> Near(SpeechIndex index, sbyte[] vector, IReadOnlyList<KeywordQuery> queries, int wanted, CancellationToken cancellation)
    {
        (KeywordAligner Aligner, KeywordConfidence Confidence, KeywordQuery Query)[] spellings = [.. queries.Select(q => (new KeywordAligner(q), new KeywordConfidence(q), q))];
        foreach ((IndexSegment segment, int first, int steps) in VectorSearch.Nearest(index, vector, wanted, cancellation))
        {
            if (segment.StretchAt(first) is not { } stretch) continue;
            int from = Math.Max(stretch.FirstStep - 1, first - Around), end = Math.Min(first + steps + Around, stretch.FirstStep + stretch.Steps + 1);
            SearchHit best = new(segment, stretch, first, first + steps) { Score = -KeywordCosts.Letter / PosteriorCode.UnitsPerNat, Confidence = Probability(Unspelled) };
            foreach ((KeywordAligner aligner, KeywordConfidence confidence, KeywordQuery query) in spellings)
            {
                if (aligner.Align(segment, from, end, from) is not { } found || confidence.Of(found) <= best.Confidence) continue;
                best = new SearchHit(segment, stretch, found.FirstStep, found.LastStep + 1) { Score = -found.Cost / (PosteriorCode.UnitsPerNat * query.Letters), Confidence = confidence.Of(found) };
            }
            yield return best;
        }
    }

    private static SearchHit Compare(SearchHit hit, ExampleQuery example, IndexDescription index, DynamicTimeWarping warping)
    {
        WarpSequence? heard = PosteriorFrames.Of(hit.Segment.CopyRows(hit.FirstStep, hit.EndStep), index);
        double distance = heard is null ? 1 : warping.Distance(example.Frames, heard), spelling = Math.Log(hit.Confidence / (1 - hit.Confidence));
        var evidence = new ExampleEvidence(spelling, example.Vector is { } vector ? VectorSearch.Likeness(hit, vector) : double.NaN, distance);
        return hit with { Confidence = Probability(evidence.LogOdds), Evidence = evidence };
    }

    private static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
