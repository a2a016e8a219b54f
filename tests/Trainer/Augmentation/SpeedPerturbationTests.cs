using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class SpeedPerturbationTests
{
    [Theory]
    [InlineData(170, 500)]
    [InlineData(170, 5000)]
    [InlineData(183, 1000)]
    [InlineData(199, 3000)]
    [InlineData(201, 3000)]
    [InlineData(220, 1000)]
    [InlineData(230, 5500)]
    public void Apply_changes_length_and_pitch_and_nothing_else(int speed, double frequency)
    {
        float[] input = Signals.Sine(frequency, 32000), output = SpeedChange.Apply(input, speed);
        Assert.Equal(32000 * 200 / speed, output.Length);
        // A second away from the ends, where the clip meets silence: a whole number of periods.
        double heard = frequency * speed / 200;
        float[] middle = output[500..16500];
        Assert.InRange(Signals.Decibels(Signals.PowerAt(middle, heard) / Signals.Power(input)), -0.1, 0.1);
        double rest = Signals.Power(middle) - Signals.PowerAt(middle, heard);
        Assert.InRange(Signals.Decibels(rest / Signals.Power(middle)), -200, -50);
    }

    [Fact]
    public void Apply_moves_a_click_to_its_new_time()
    {
        float[] input = new float[8000];
        input[6000] = 1;
        float[] output = SpeedChange.Apply(input, 240);
        Assert.Equal(5000, Array.IndexOf(output, output.Max()));
    }

    [Fact]
    public void Apply_faster_speech_does_not_fold_back()
    {
        // 7.9 kHz at double speed would come out at 15.8 kHz, heard as 0.2 kHz.
        float[] output = SpeedChange.Apply(Signals.Sine(7900, 16000), 400);
        Assert.InRange(Signals.Decibels(Signals.Power(output) / 0.125), -200, -40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    public void Apply_takes_clips_of_any_length(int length)
    {
        foreach (int speed in new[] { 100, 170, 200, 230, 400 })
            Assert.Equal(SpeedChange.OutputLength(length, speed), SpeedChange.Apply(new float[length], speed).Length);
    }

    [Fact]
    public void Draw_stays_in_the_range()
    {
        var random = new SeededRandom(3);
        int[] speeds = [.. Enumerable.Range(0, 2000).Select(_ => new SpeedPerturbation { Probability = 0.5 }.Draw(random))];
        Assert.All(speeds, s => Assert.InRange(s, 170, 230));
        Assert.InRange(speeds.Count(s => s == 200), 950, 1100);
        Assert.True(speeds.Distinct().Count() > 55);
    }
}
