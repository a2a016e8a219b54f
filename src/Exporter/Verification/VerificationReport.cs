using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Exporter.Verification;

/// <summary>Differences of all outputs of all runs.</summary>
public sealed record VerificationReport(IReadOnlyList<OutputDifference> Outputs)
{
    /// <summary>What log-probabilities may differ: 1e-4.</summary>
    public const double DefaultTolerance = 1e-4;

    /// <summary>
    /// What log-probabilities may differ if the weights are int8: 1, a factor e of a probability. The weights are the same in both
    /// runtimes, but ours also rounds the inputs of each product to 8 bits, and a recurrent network carries the error on.
    /// Measured with trained networks: 2 layers of 128 units 0.02 on speech and 0.11 on random features, 3 layers of 320 units
    /// (the English model) 0.64 at most, where log-probabilities reach −28.
    /// </summary>
    public const double Int8Tolerance = 1;

    /// <summary>What log-probabilities may differ in a precision.</summary>
    public static double ToleranceOf(WeightPrecision precision) => precision == WeightPrecision.Int8 ? Int8Tolerance : DefaultTolerance;

    /// <summary>The largest absolute difference of the outputs that are results, not states.</summary>
    public double Absolute => Outputs.Where(o => !o.IsState).Max(o => o.Absolute);

    /// <summary>Whether every output is within the tolerance.</summary>
    public bool Passed(double tolerance = DefaultTolerance) => Outputs.Count > 0 && Outputs.All(o => o.Passed(tolerance));
}
