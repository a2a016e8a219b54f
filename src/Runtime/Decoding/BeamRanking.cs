namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Finds the best of many scores. Not for two threads at once.</summary>
/// <param name="width">How many at most.</param>
/// <param name="candidates">Of how many at most.</param>
internal sealed class BeamRanking(int width, int candidates)
{
    private readonly double[] _scores = new double[candidates], _kept = new double[candidates];
    private readonly int[] _order = new int[candidates];

    /// <summary>The scores; to be written before <see cref="Best"/>.</summary>
    public Span<double> Scores => _scores;

    /// <summary>The indices of the best scores, the best first; equal scores in the order of their indices.</summary>
    /// <param name="count">Number of scores.</param>
    /// <param name="threshold">What is worse than the best by more than this is left out, as is what is impossible.</param>
    public ReadOnlySpan<int> Best(int count, double threshold)
    {
        ReadOnlySpan<double> scores = _scores.AsSpan(0, count);
        double best = double.NegativeInfinity;
        foreach (double score in scores) best = Math.Max(best, score);
        double least = best - threshold;
        int kept = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double score = scores[i];
            if (!(score >= least) || score == double.NegativeInfinity) continue;
            if (kept == width && score <= _kept[kept - 1]) continue;
            kept = Insert(score, i, kept);
        }
        return _order.AsSpan(0, kept);
    }

    // Most candidates are worse than those kept already: inserting the others beats sorting all.
    private int Insert(double score, int index, int kept)
    {
        int at = kept < width ? kept : kept - 1;
        for (; at > 0 && _kept[at - 1] < score; at--) (_kept[at], _order[at]) = (_kept[at - 1], _order[at - 1]);
        (_kept[at], _order[at]) = (score, index);
        return Math.Min(kept + 1, width);
    }
}
