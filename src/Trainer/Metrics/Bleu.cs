namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>BLEU of a set of translations with one reference each (Papineni et al. 2002): n-grams of 1 to 4 units, brevity penalty, no smoothing.</summary>
public sealed class Bleu
{
    private const int Longest = 4;
    private readonly long[] _right = new long[Longest], _written = new long[Longest];
    private long _hypothesis, _reference;

    /// <summary>0 to 1.</summary>
    public double Score
    {
        get
        {
            if (_right.Contains(0)) return 0;
            double precision = Enumerable.Range(0, Longest).Average(n => Math.Log((double)_right[n] / _written[n]));
            return Math.Exp(precision + Math.Min(0, 1 - (double)_reference / _hypothesis));
        }
    }

    /// <summary>Counts one translation.</summary>
    /// <param name="reference">Units of the right one.</param>
    /// <param name="hypothesis">Units of the one to judge.</param>
    public void Add(IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis)
    {
        (_reference, _hypothesis) = (_reference + reference.Count, _hypothesis + hypothesis.Count);
        for (int n = 1; n <= Longest; n++)
        {
            NgramCounts right = new(reference, n), written = new(hypothesis, n);
            _right[n - 1] += written.CountShared(right);
            _written[n - 1] += written.Total;
        }
    }
}
