namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>The hits of one term.</summary>
/// <param name="Count">How often it is said.</param>
/// <param name="Hits">What was found, and whether it is right.</param>
internal sealed record TermScore(int Count, IReadOnlyList<(double Confidence, bool IsRight)> Hits)
{
    /// <summary>Of each hit, what its confidence is made of: cost of a letter, number of letters, logarithm of the steps of a letter.</summary>
    public IReadOnlyList<double[]> Evidence { get; init; } = [];

    /// <summary>Term-weighted value of the hits from a confidence on.</summary>
    public double Value(double threshold, double seconds, double beta)
    {
        int right = Hits.Count(h => h.IsRight && h.Confidence >= threshold), wrong = Hits.Count(h => !h.IsRight && h.Confidence >= threshold);
        return (double)right / Count - beta * wrong / (seconds - Count);
    }

    /// <summary>The confidence from which on a hit is worth more than it may cost, as far as the searcher can know.</summary>
    public double ActualThreshold(double seconds, double beta)
    {
        double expected = Hits.Sum(h => h.Confidence);
        return beta * expected / (seconds + (beta - 1) * expected);
    }
}
