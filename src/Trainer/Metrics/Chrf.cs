namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>chrF2 of a set of translations (Popović 2015): F-score of the n-grams of 1 to 6 characters, spaces left out, recall counting twice as much as precision, averaged over n.</summary>
public sealed class Chrf
{
    private const int Longest = 6;
    private const double Beta = 2;
    private readonly long[] _right = new long[Longest], _written = new long[Longest], _expected = new long[Longest];

    /// <summary>0 to 1.</summary>
    public double Score
    {
        get
        {
            double sum = 0;
            int orders = 0;
            for (int n = 0; n < Longest; n++)
            {
                if (_expected[n] == 0 || _written[n] == 0) continue;
                orders++;
                double precision = (double)_right[n] / _written[n], recall = (double)_right[n] / _expected[n];
                if (_right[n] > 0) sum += (1 + Beta * Beta) * precision * recall / (Beta * Beta * precision + recall);
            }
            return orders == 0 ? 0 : sum / orders;
        }
    }

    /// <summary>Counts one translation.</summary>
    /// <param name="reference">The right one.</param>
    /// <param name="hypothesis">The one to judge.</param>
    public void Add(string reference, string hypothesis)
    {
        string[] right = Characters(reference), written = Characters(hypothesis);
        for (int n = 1; n <= Longest; n++)
        {
            NgramCounts expected = new(right, n), found = new(written, n);
            _right[n - 1] += found.CountShared(expected);
            _written[n - 1] += found.Total;
            _expected[n - 1] += expected.Total;
        }
    }

    private static string[] Characters(string text) => [.. text.EnumerateRunes().Where(r => !System.Text.Rune.IsWhiteSpace(r)).Select(r => r.ToString())];
}
