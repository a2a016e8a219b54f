using EmbeddedSeq.Trainer.Examples;

namespace EmbeddedSeq.Trainer.Tests.Examples;

/// <summary>One linear unit over a thousand steps, and the error surface of a tiny network.</summary>
public sealed class ExamplesTests
{
    [Theory]
    [InlineData(1, 1, 999)]
    [InlineData(1.01f, 20751.6, 2.0526e7)]
    [InlineData(0.99f, 4.3607e-5, 4.4004e-2)]
    [InlineData(0.01f, 0, 0)]
    public void Outputs_and_gradients_explode_or_vanish_as_powers_of_the_weight(float weight, double output, double gradient)
    {
        GradientPoint point = GradientExample.Run(weight);
        Assert.Equal(output, point.Output, 1e-3 * output);
        Assert.Equal(gradient, point.Gradient, 1e-3 * gradient);
    }

    [Fact]
    public void Clipping_keeps_a_step_finite_and_small()
    {
        GradientPoint point = GradientExample.Run(1.01f, rate: 0.01f);
        Assert.True(point.AfterStep < -200000, $"found {point.AfterStep}");
        Assert.Equal(1.01f - 0.01f * 15, point.AfterValueClipping, 1e-5);
        Assert.InRange(point.AfterNormClipping, 1.01f - 0.01f, 1.01f); // Input weight and bias have their parts of the norm.
        GradientPoint infinite = GradientExample.Run(1.2f);
        Assert.False(float.IsFinite(infinite.Gradient));
        Assert.Equal((1.2f, 1.2f, 1.2f), (infinite.AfterStep, infinite.AfterValueClipping, infinite.AfterNormClipping));
    }

    [Fact]
    public void Steps_below_one_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => GradientExample.Run(1, steps: 0));

    [Fact]
    public void An_error_surface_has_its_lowest_place_near_the_trained_weights_and_steep_walls()
    {
        ErrorSurface surface = ErrorSurface.Compute(size: 41);
        Assert.InRange(surface.TrainedLoss, 0, 1e-3f);
        Assert.Equal((41, 41), (surface.Losses.GetLength(0), surface.Losses.GetLength(1)));
        Assert.Equal(surface.TrainedLoss, surface.Losses[20, 20], 1e-5); // The grid is centred on the trained weights.
        float[] all = [.. surface.Losses.Cast<float>()];
        Assert.All(all, loss => Assert.True(float.IsFinite(loss)));
        Assert.True(surface.SteepestWall > 0.2f * (all.Max() - all.Min()), $"steepest wall {surface.SteepestWall} of {all.Min()} to {all.Max()}");
    }
}
