using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>Results of the same-different task, see <see cref="SameDifferentMeasure"/>.</summary>
/// <param name="Method">How words were compared.</param>
/// <param name="Words">Number of words.</param>
/// <param name="AllPairs">Average precision over all pairs.</param>
/// <param name="DifferentSpeakers">Average precision over the pairs whose two speakers differ, for relevant and other pairs alike.</param>
/// <param name="NanosecondsPerComparison">Processor time of a comparison.</param>
internal sealed record SameDifferent(string Method, int Words, double AllPairs, double DifferentSpeakers, double NanosecondsPerComparison)
{
    public static SameDifferent Measure(string method, IReadOnlyList<WordToken> tokens, DistanceMatrix distances)
    {
        string[] words = [.. tokens.Select(t => t.Word)];
        string?[] speakers = [.. tokens.Select(t => t.Speaker)];
        double Precision(bool differentOnly) => SameDifferentMeasure.AveragePrecision(words, speakers, (i, j) => distances[i, j], differentOnly);
        return new(method, tokens.Count, Precision(differentOnly: false), Precision(differentOnly: true), distances.NanosecondsPerComparison);
    }
}
