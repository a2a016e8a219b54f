namespace EmbeddedSeq.Exporter.Verification;

/// <summary>Differences of all outputs of all runs.</summary>
public sealed record VerificationReport(IReadOnlyList<OutputDifference> Outputs)
{
    /// <summary>What log-probabilities may differ: 1e-4.</summary>
    public const double DefaultTolerance = 1e-4;

    /// <summary>The largest absolute difference of the outputs that are results, not states.</summary>
    public double Absolute => Outputs.Where(o => !o.IsState).Max(o => o.Absolute);

    /// <summary>Whether every output is within the tolerance.</summary>
    public bool Passed(double tolerance = DefaultTolerance) => Outputs.Count > 0 && Outputs.All(o => o.Passed(tolerance));
}
