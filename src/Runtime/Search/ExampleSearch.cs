namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// Finds what was said in a recording: every spelling under which the model heard it is searched for, and the best places are compared
/// with the recording itself, posteriors against posteriors, by time warping.
/// </summary>
public static class ExampleSearch
{
    private const int FewestCompared = 100;

    // What a distance of 0 adds to the logarithm of the odds, and what a unit of distance takes from it.
    private const double Likeness = 2, Distance = 8;

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
        var warping = new DynamicTimeWarping(band: 0.3);
        return Overlaps.KeepBest(hits.Select(h => Compare(h, example, index.Description, warping)), top);
    }

    private static SearchHit Compare(SearchHit hit, ExampleQuery example, IndexDescription index, DynamicTimeWarping warping)
    {
        WarpSequence? heard = PosteriorFrames.Of(hit.Segment.CopyRows(hit.FirstStep, hit.EndStep), index);
        double distance = heard is null ? 1 : warping.Distance(example.Frames, heard);
        double odds = Math.Log(hit.Confidence / (1 - hit.Confidence)) + Likeness - Distance * distance;
        return hit with { Confidence = 1 / (1 + Math.Exp(-odds)) };
    }
}
