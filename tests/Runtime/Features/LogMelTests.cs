using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class LogMelTests
{
    [Theory]
    [InlineData(16000, 400, 512, 64)]
    [InlineData(16000, 400, 512, 128)] // Narrow triangles without a bin of their own.
    [InlineData(8000, 200, 256, 23)]
    [InlineData(48000, 2, 2, 3)]
    public void Frame_equals_the_definition(int rate, int window, int fft, int bands)
    {
        var spec = new FeatureSpec { SampleRate = rate, WindowLength = window, HopLength = 1, FftLength = fft, Bands = bands, HighHz = rate / 2f };
        var logMel = new LogMel(spec);
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, window).Select(_ => random.NextSingle() * 2 - 1)];
        float[] work = new float[logMel.WorkLength], frame = new float[bands];
        work.AsSpan().Fill(float.NaN);

        logMel.Frame(x, work, frame);

        double[] expected = Reference(spec, x);
        for (int b = 0; b < bands; b++) Assert.Equal(expected[b], frame[b], 1e-4);
    }

    [Fact]
    public void Silence_is_the_floor()
    {
        var spec = new FeatureSpec();
        var logMel = new LogMel(spec);
        float[] frame = new float[spec.Bands];
        logMel.Frame(new float[spec.WindowLength], new float[logMel.WorkLength], frame);
        Assert.All(frame, v => Assert.Equal(Math.Log(spec.LogFloor), v, 1e-5));
    }

    [Fact]
    public void The_largest_allowed_samples_stay_finite()
    {
        var spec = new FeatureSpec();
        float[] samples = new float[4000];
        for (int t = 0; t < samples.Length; t++) samples[t] = t / 8 % 2 == 0 ? 1e9f : -1e9f;
        Assert.All(FeatureExtractor.Frames(new LogMel(spec), samples), v => Assert.True(float.IsFinite(v)));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(4000)]
    public void A_tone_is_loudest_in_the_band_around_it(int hertz)
    {
        var spec = new FeatureSpec();
        var logMel = new LogMel(spec);
        float[] tone = [.. Enumerable.Range(0, spec.WindowLength).Select(t => MathF.Sin(2 * MathF.PI * hertz * t / spec.SampleRate))];
        float[] frame = new float[spec.Bands];
        logMel.Frame(tone, new float[logMel.WorkLength], frame);
        double low = Mel(spec.LowHz), distance = (Mel(spec.HighHz) - low) / (spec.Bands + 1);
        Assert.Equal((Mel(hertz) - low) / distance - 1, Array.IndexOf(frame, frame.Max()), 1.0);
    }

    [Theory]
    [InlineData(0.8, 1500)]
    [InlineData(1.2, 1500)]
    [InlineData(1.25, 3000)]
    public void A_shorter_vocal_tract_moves_a_tone_up(double factor, int hertz)
    {
        var spec = new FeatureSpec();
        Assert.Equal(Loudest(1, hertz * factor), Loudest(factor, hertz));
        Assert.NotEqual(Loudest(1, hertz), Loudest(factor, hertz));

        int Loudest(double vocalTract, double frequency)
        {
            var logMel = new LogMel(spec, vocalTract);
            float[] tone = [.. Enumerable.Range(0, spec.WindowLength).Select(t => (float)Math.Sin(2 * Math.PI * frequency * t / spec.SampleRate))], frame = new float[spec.Bands];
            logMel.Frame(tone, new float[logMel.WorkLength], frame);
            return Array.IndexOf(frame, frame.Max());
        }
    }

    // The definition in double, one formula after the other.
    private static double[] Reference(FeatureSpec spec, float[] x)
    {
        int bins = spec.FftLength / 2 + 1;
        double[] power = new double[bins];
        for (int k = 0; k < bins; k++)
        {
            double re = 0, im = 0;
            for (int t = 0; t < x.Length; t++)
            {
                double windowed = x[t] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * t / spec.WindowLength));
                (double sin, double cos) = Math.SinCos(-2 * Math.PI * k * t / spec.FftLength);
                re += windowed * cos;
                im += windowed * sin;
            }
            power[k] = re * re + im * im;
        }
        double low = Mel(spec.LowHz), distance = (Mel(spec.HighHz) - low) / (spec.Bands + 1), binHz = (double)spec.SampleRate / spec.FftLength;
        double[] frame = new double[spec.Bands];
        for (int b = 0; b < spec.Bands; b++)
        {
            double peak = low + (b + 1) * distance, sum = 0, weights = 0;
            for (int k = 0; k < bins; k++)
            {
                double weight = Math.Max(0, 1 - Math.Abs(Mel(k * binHz) - peak) / distance);
                sum += weight * power[k];
                weights += weight;
            }
            if (weights == 0)
            {
                double bin = 700 * (Math.Pow(10, peak / 2595) - 1) / binHz;
                sum = power[(int)bin] * (1 - bin % 1) + power[(int)bin + 1] * (bin % 1);
            }
            frame[b] = Math.Log(sum + spec.LogFloor);
        }
        return frame;
    }

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);
}
