namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Thresholds and false alarms.</summary>
internal static class FalseAlarms
{
    private const double Margin = 0.01; // Above a score that must not count.

    /// <summary>The lowest threshold that lets at most so many scores pass.</summary>
    public static double ThresholdFor(IReadOnlyList<float> scores, double allowed)
    {
        float[] highest = [.. scores.OrderDescending()];
        int passing = (int)Math.Min(highest.Length, Math.Floor(allowed));
        return passing < highest.Length ? highest[passing] + Margin : highest.Length > 0 ? highest[^1] : 0;
    }

    /// <summary>Scores that pass.</summary>
    public static int Count(IReadOnlyList<float> scores, double threshold) => scores.Count(s => s >= threshold);
}
