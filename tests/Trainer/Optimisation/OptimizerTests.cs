using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Tests.Network;

namespace EmbeddedSeq.Trainer.Tests.Optimisation;

/// <summary>Updates of a small network's weights against the formulas in double, one number after the other.</summary>
public sealed class OptimizerTests
{
    private const double Tolerance = 2e-6;
    private const float Rate = 0.01f;

    private static readonly OptimizerSpec Plain = new() { Beta1 = 0.9f, Beta2 = 0.98f, Epsilon = 1e-6f, WeightDecay = 0, ClipNorm = 0, ClipValue = 0, AverageDecay = 0 };

    private readonly ParameterLayout _layout = new(GradientTests.Spec(inputs: 3, units: 5, layers: 1, bidirectional: true, tokens: 4));
    private readonly AlignedBuffer _weights;
    private readonly Random _random = new(1);

    public OptimizerTests()
    {
        _weights = new AlignedBuffer(_layout.Length);
        FillRandom(_weights);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    public void AdamW_follows_its_formula_and_decays_matrices_only(float weightDecay)
    {
        var optimizer = new Optimizer(Plain with { WeightDecay = weightDecay }, _layout, _weights);
        double[] w = Numbers(_weights), m = new double[w.Length], v = new double[w.Length];
        for (int n = 1; n <= 40; n++)
        {
            AlignedBuffer gradient = RandomGradient();
            double[] g = Numbers(gradient);
            optimizer.Step(gradient, Rate);
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.98 * v[i] + 0.02 * g[i] * g[i];
                w[i] -= IsMatrix(i) ? Rate * weightDecay * w[i] : 0;
                w[i] -= Rate * (m[i] / (1 - Math.Pow(0.9, n))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.98, n))) + 1e-6);
            }
        }
        AssertEqual(w, _weights);
        AssertEqual(m, optimizer.FirstMoment);
        AssertEqual(v, optimizer.SecondMoment);
        Assert.Equal(40, optimizer.Updates);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    public void Sgd_follows_its_formula_and_decays_matrices_only(float weightDecay)
    {
        var optimizer = new Optimizer(Plain with { Kind = OptimizerKind.Sgd, WeightDecay = weightDecay }, _layout, _weights);
        double[] w = Numbers(_weights), velocity = new double[w.Length];
        for (int n = 0; n < 40; n++)
        {
            AlignedBuffer gradient = RandomGradient();
            double[] g = Numbers(gradient);
            optimizer.Step(gradient, Rate);
            for (int i = 0; i < w.Length; i++)
            {
                velocity[i] = 0.9 * velocity[i] + g[i];
                w[i] -= (IsMatrix(i) ? Rate * weightDecay * w[i] : 0) + Rate * velocity[i];
            }
        }
        AssertEqual(w, _weights);
        AssertEqual(velocity, optimizer.FirstMoment);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(0f, 2f)]
    [InlineData(0f, 1000f)]
    [InlineData(0.25f, 0f)]
    [InlineData(0.25f, 1f)]
    public void Gradients_are_clipped_by_value_then_by_the_norm_of_what_is_left(float clipValue, float clipNorm)
    {
        var optimizer = new Optimizer(Plain with { Kind = OptimizerKind.Sgd, Beta1 = 0, ClipValue = clipValue, ClipNorm = clipNorm }, _layout, _weights);
        AlignedBuffer gradient = RandomGradient();
        double[] g = Numbers(gradient);
        double normBefore = Norm(g);
        double[] expected = clipValue > 0 ? [.. g.Select(x => Math.Clamp(x, -clipValue, clipValue))] : g;
        double norm = Norm(expected);
        if (clipNorm > 0 && norm > clipNorm) expected = [.. expected.Select(x => x * clipNorm / norm)];

        Assert.Equal(normBefore, optimizer.Step(gradient, Rate), 1e-6);
        AssertEqual(expected, optimizer.FirstMoment);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_gradient_that_is_not_finite_changes_nothing(float bad)
    {
        var optimizer = new Optimizer(Plain with { WeightDecay = 0.1f, ClipValue = 1, ClipNorm = 1, AverageDecay = 0.5f }, _layout, _weights);
        optimizer.StartAverage();
        optimizer.Step(RandomGradient(), Rate);
        AlignedBuffer[] all = [_weights, optimizer.FirstMoment, optimizer.SecondMoment, optimizer.Average];
        double[][] before = [.. all.Select(Numbers)];
        AlignedBuffer gradient = RandomGradient();
        gradient.Span(_layout["layers.1.bias"].Offset, 1)[0] = bad;

        Assert.False(double.IsFinite(optimizer.Step(gradient, Rate)));
        Assert.Equal(before, all.Select(Numbers));
        Assert.Equal(1, optimizer.Updates);
    }

    [Fact]
    public void The_average_follows_the_weights_quickly_at_first_then_with_its_decay()
    {
        const float Decay = 0.6f;
        var optimizer = new Optimizer(Plain with { AverageDecay = Decay }, _layout, _weights);
        optimizer.StartAverage();
        double[] average = Numbers(_weights);
        Assert.Equal(average, Numbers(optimizer.Average));
        for (int n = 1; n <= 30; n++)
        {
            optimizer.Step(RandomGradient(), Rate);
            double[] w = Numbers(_weights);
            double keep = Math.Min(Decay, (1.0 + n) / (10 + n));
            for (int i = 0; i < w.Length; i++) average[i] = keep * average[i] + (1 - keep) * w[i];
            AssertEqual(average, optimizer.Average);
        }
    }

    [Fact]
    public void An_average_without_decay_is_the_weights_themselves()
    {
        var optimizer = new Optimizer(Plain, _layout, _weights);
        optimizer.Step(RandomGradient(), Rate);
        Assert.Equal(Numbers(_weights), Numbers(optimizer.Average));
    }

    /// <summary>Every number of every tensor, and what lies between tensors: it must stay zero.</summary>
    private double[] Numbers(AlignedBuffer buffer) => Array.ConvertAll(buffer.Span(0, (int)_layout.Length).ToArray(), x => (double)x);

    private bool IsMatrix(int place) => _layout.Slots.Any(s => s.Shape.Length == 2 && s.Offset <= place && place < s.Offset + s.Length);

    private AlignedBuffer RandomGradient()
    {
        var gradient = new AlignedBuffer(_layout.Length);
        FillRandom(gradient);
        return gradient;
    }

    private void FillRandom(AlignedBuffer buffer)
    {
        foreach (ParameterLayout.Slot slot in _layout.Slots)
        {
            foreach (ref float x in buffer.Span(slot.Offset, slot.Length)) x = _random.NextSingle() * 2 - 1;
        }
    }

    private void AssertEqual(double[] expected, AlignedBuffer actual)
    {
        double[] found = Numbers(actual);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - found[i]) <= Tolerance * Math.Max(1, Math.Abs(expected[i])), $"number {i}: expected {expected[i]}, found {found[i]}");
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(v => v * v));
}
