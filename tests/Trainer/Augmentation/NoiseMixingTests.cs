using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class NoiseMixingTests
{
    private static Utterance Clip(double seconds) => new() { Id = "n", AudioPath = "n.wav", Offset = TimeSpan.FromSeconds(2), Duration = TimeSpan.FromSeconds(seconds), Text = "rain" };

    private static NoiseClips Ramp(double seconds) =>
        new([Clip(seconds)], (_, offset, duration) => [.. Enumerable.Range(0, (int)Math.Round(duration.TotalSeconds * 16000)).Select(i => (float)(offset.TotalSeconds * 16000 + i))]);

    [Theory]
    [InlineData(-5, true)]
    [InlineData(0, false)]
    [InlineData(12.5, true)]
    [InlineData(30, false)]
    public void Apply_the_ratio_is_the_one_asked_for(double ratio, bool recorded)
    {
        float[] speech = Signals.Sine(440, 20000), mixed = [.. speech];
        var recordings = new NoiseClips([Clip(0.7)], (_, _, duration) => Signals.Noise((int)(duration.TotalSeconds * 16000)));
        new NoiseMixing { Probability = 1, SignalToNoise = new(ratio, ratio), GeneratedShare = 0 }.Apply(mixed, Signals.Rate, recorded ? recordings : null, new SeededRandom(4));
        float[] noise = [.. mixed.Zip(speech, (m, s) => m - s)];
        Assert.InRange(Signals.Decibels(Signals.Power(speech) / Signals.Power(noise)), ratio - 0.1, ratio + 0.1);
    }

    [Fact]
    public void Apply_silence_on_either_side_changes_nothing()
    {
        var mixing = new NoiseMixing { Probability = 1, GeneratedShare = 0 };
        float[] silence = new float[1000], speech = Signals.Sine(440, 1000), mixed = [.. speech];
        mixing.Apply(silence, Signals.Rate, null, new SeededRandom(4));
        Assert.All(silence, x => Assert.Equal(0, x));
        mixing.Apply(mixed, Signals.Rate, new NoiseClips([Clip(1)], (_, _, d) => new float[(int)(d.TotalSeconds * 16000)]), new SeededRandom(4));
        Assert.Equal(speech, mixed);
    }

    [Fact]
    public void NoiseClips_long_clip_gives_a_stretch_within_it()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            float[] noise = new float[16000];
            Ramp(5).Fill(noise, Signals.Rate, new SeededRandom(seed));
            Assert.InRange(noise[0], 2 * 16000, 6 * 16000);
            Assert.Equal(15999, noise[^1] - noise[0], 2f);
        }
    }

    [Fact]
    public void NoiseClips_short_clip_is_repeated_from_anywhere()
    {
        float[] noise = new float[5000];
        Ramp(0.1).Fill(noise, Signals.Rate, new SeededRandom(8));
        for (int i = 1; i < noise.Length; i++) Assert.Equal((noise[i - 1] - 32000 + 1) % 1600, noise[i] - 32000);
        Assert.NotEqual(32000, noise[0]);
    }

    [Fact]
    public void NoiseClips_clip_that_reads_as_nothing_is_silence()
    {
        float[] noise = [1, 2, 3];
        new NoiseClips([Clip(0.0001)], (_, _, _) => []).Fill(noise, Signals.Rate, new SeededRandom(8));
        Assert.Equal([0, 0, 0], noise);
    }

    [Fact]
    public void White_is_equal_at_all_frequencies_and_pink_falls_by_3_dB_an_octave()
    {
        float[] white = new float[400000], pink = new float[400000];
        GeneratedNoise.White(white, new SeededRandom(1));
        GeneratedNoise.Pink(pink, new SeededRandom(2));
        Assert.Equal(GeneratedNoise.WhiteAmplitude, Math.Sqrt(Signals.Power(white)), 0.003);
        double[] octaves = [250, 500, 1000, 2000, 4000];
        double[] flat = [.. octaves.Select(f => Density(white, f))], falling = [.. octaves.Select(f => Density(pink, f))];
        for (int i = 1; i < octaves.Length; i++)
        {
            Assert.InRange(flat[i] - flat[i - 1], -1, 1);
            Assert.InRange(falling[i] - falling[i - 1], -4, -2);
        }
    }

    /// <summary>Mean power around a frequency, dB: 400 stretches of 1000 samples, three bins each.</summary>
    private static double Density(float[] noise, double frequency) =>
        Signals.Decibels(Enumerable.Range(0, 400).Average(i => new[] { -16, 0, 16 }.Average(d => Signals.PowerAt(noise.AsSpan(i * 1000, 1000), frequency + d))));
}
