using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class BandLimitTests
{
    private static double GainAt(double frequency, double low, double high)
    {
        float[] input = Signals.Sine(frequency, 8000), output = BandLimit.Filter(input, BandLimit.Design(low / Signals.Rate, high / Signals.Rate));
        return Signals.Decibels(Signals.Power(output.AsSpan(800, 6400)) / Signals.Power(input.AsSpan(800, 6400)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(3600)]
    public void Filter_passes_what_lies_in_the_band(double frequency) => Assert.InRange(GainAt(frequency, 0, 4000), -0.1, 0.1);

    [Theory]
    [InlineData(4500)]
    [InlineData(6000)]
    [InlineData(7900)]
    public void Filter_stops_what_lies_above(double frequency) => Assert.InRange(GainAt(frequency, 0, 4000), -200, -70);

    [Fact]
    public void Filter_edges_are_at_half_amplitude()
    {
        Assert.InRange(GainAt(4000, 0, 4000), -6.5, -5.5);
        Assert.InRange(GainAt(1000, 1000, 4000), -6.5, -5.5);
        Assert.InRange(GainAt(400, 1000, 4000), -200, -60);
        Assert.InRange(GainAt(2000, 1000, 4000), -0.1, 0.1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(300)]
    public void Filter_is_the_plain_sum(int length)
    {
        float[] input = Signals.Noise(length), taps = BandLimit.Design(0.02, 0.3), output = BandLimit.Filter(input, taps);
        Assert.Equal(length, output.Length);
        for (int i = 0; i < length; i++)
        {
            double expected = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                int at = i + k - taps.Length / 2;
                if (at >= 0 && at < length) expected += (double)taps[k] * input[at];
            }
            Assert.Equal(expected, output[i], 1e-5);
        }
    }

    [Fact]
    public void Apply_happens_as_often_as_asked()
    {
        float[] input = Signals.Noise(10);
        Assert.Same(input, new BandLimit { Probability = 0 }.Apply(input, Signals.Rate, new SeededRandom(1)));
        Assert.NotSame(input, new BandLimit { Probability = 1 }.Apply(input, Signals.Rate, new SeededRandom(1)));
    }
}
