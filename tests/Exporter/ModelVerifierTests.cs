using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>The verifier finds differences, names them, and compares all that it is given.</summary>
public class ModelVerifierTests
{
    [Fact]
    public void Reports_each_output_of_each_run()
    {
        using var verifier = new ModelVerifier(RandomModel.Small());
        VerificationReport report = verifier.Verify(new float[9 * 6]);
        Assert.Equal(
            [
                ("whole", "log_probs", false, 9 * 4),
                ("step by step", "log_probs", false, 9 * 4), ("step by step", "next_h0", true, 9 * 5), ("step by step", "next_c0", true, 9 * 5),
                ("pieces of 7", "log_probs", false, 9 * 4), ("pieces of 7", "next_h0", true, 2 * 5), ("pieces of 7", "next_c0", true, 2 * 5),
            ],
            report.Outputs.Select(o => (o.Run, o.Output, o.IsState, (int)o.Count)));
    }

    [Fact]
    public void Compares_only_the_steps_that_a_sequence_has()
    {
        using var verifier = new ModelVerifier(RandomModel.Small(bidirectional: true));
        VerificationReport report = verifier.Verify([new float[2 * 6], new float[5 * 6]]);
        OutputDifference whole = Assert.Single(report.Outputs);
        Assert.Equal((2 + 5) * 4, whole.Count);
    }

    [Theory]
    [InlineData("layers.0.weight_ih")]
    [InlineData("layers.0.weight_hh")]
    [InlineData("layers.0.bias")]
    [InlineData("layers.1.weight")]
    [InlineData("layers.1.bias")]
    public void A_wrong_weight_fails(string tensor)
    {
        ModelWeights exported = RandomModel.Small();
        exported[tensor].Data[^1] += 0.1f;
        using var verifier = new ModelVerifier(CompiledModel.Compile(RandomModel.Small(), WeightPrecision.Float32), exported);
        VerificationReport report = verifier.VerifyRandom();
        Assert.False(report.Passed());
        Assert.True(report.Passed(tolerance: 1));
        Assert.InRange(report.Absolute, 1e-3, 1);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_number_that_is_not_finite_fails_on_whichever_side(float bad)
    {
        foreach ((float ours, float theirs) in new[] { (bad, 0), (0, bad), (bad, bad) })
        {
            var meter = new DifferenceMeter();
            meter.Add([1, ours, 2], [1, theirs, 2]);
            Assert.False(meter.Result("whole", "log_probs", isState: true).Passed(1e-4));
        }
    }

    [Fact]
    public void A_large_cell_may_differ_in_proportion_but_a_log_probability_may_not()
    {
        var meter = new DifferenceMeter();
        meter.Add([100], [100.001f]);
        Assert.True(meter.Result("step by step", "next_c0", isState: true).Passed(1e-4));
        Assert.False(meter.Result("step by step", "log_probs", isState: false).Passed(1e-4));
    }

    [Fact]
    public void An_output_that_was_never_compared_does_not_pass()
    {
        Assert.False(new DifferenceMeter().Result("whole", "log_probs", isState: false).Passed(1e-4));
        Assert.False(new VerificationReport([]).Passed());
    }

    [Fact]
    public void Features_that_are_not_whole_steps_are_refused()
    {
        using var verifier = new ModelVerifier(RandomModel.Small());
        ArgumentException e = Assert.Throws<ArgumentException>(() => verifier.Verify(new float[7]));
        Assert.Contains("[T, 6] with at least one step, found 7 numbers", e.Message);
        Assert.Throws<ArgumentException>(() => verifier.Verify(Array.Empty<float[]>()));
    }
}
