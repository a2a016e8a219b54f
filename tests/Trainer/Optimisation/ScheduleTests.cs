using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Tests.Optimisation;

/// <summary>The learning rate at named points: peak 0.2, at the end a tenth of it.</summary>
public sealed class ScheduleTests
{
    private const double Tolerance = 1e-8;

    private static readonly OptimizerSpec Spec = new() { LearningRate = 0.2f, FinalRate = 0.1f, WarmupUpdates = 0 };

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(1, 0.1)]
    [InlineData(3, 0.2)]
    [InlineData(4, 0.2)]
    [InlineData(1000, 0.2)]
    public void Rises_in_a_straight_line_over_the_warm_up(long update, double expected) =>
        Assert.Equal(expected, (Spec with { WarmupUpdates = 4, Decay = DecayKind.None }).RateAt(update, progress: 0.5), Tolerance);

    [Theory]
    [InlineData(DecayKind.None, 0, 0.2)]
    [InlineData(DecayKind.None, 1, 0.2)]
    [InlineData(DecayKind.Linear, 0, 0.2)]
    [InlineData(DecayKind.Linear, 0.25, 0.155)]
    [InlineData(DecayKind.Linear, 0.5, 0.11)]
    [InlineData(DecayKind.Linear, 1, 0.02)]
    [InlineData(DecayKind.Cosine, 0, 0.2)]
    [InlineData(DecayKind.Cosine, 1.0 / 3, 0.155)]
    [InlineData(DecayKind.Cosine, 0.5, 0.11)]
    [InlineData(DecayKind.Cosine, 2.0 / 3, 0.065)]
    [InlineData(DecayKind.Cosine, 1, 0.02)]
    public void Falls_to_the_final_rate(DecayKind decay, double progress, double expected) =>
        Assert.Equal(expected, (Spec with { Decay = decay }).RateAt(update: 100, progress), Tolerance);

    [Fact]
    public void Warm_up_and_decay_multiply() =>
        Assert.Equal(0.11 * 0.5, (Spec with { WarmupUpdates = 10, Decay = DecayKind.Linear }).RateAt(update: 4, progress: 0.5), Tolerance);
}
