using System.Globalization;
using Xunit.Abstractions;

namespace EmbeddedSeq.Audio.Tests;

public class ResamplerTests(ITestOutputHelper log)
{
    // 12 345 and 44 056 Hz to 16 kHz have 3 200 and 2 000 phases: the ones that are interpolated.
    public static TheoryData<int, int> Rates => new()
    {
        { 48000, 16000 }, { 44100, 16000 }, { 22050, 16000 }, { 8000, 16000 }, { 11025, 16000 },
        { 32000, 16000 }, { 96000, 16000 }, { 12345, 16000 }, { 44056, 16000 }, { 16000, 48000 }, { 16000, 44100 },
    };

    [Theory]
    [MemberData(nameof(Rates))]
    public void Passband_is_flat_and_aliases_are_80_dB_down(int inputRate, int outputRate)
    {
        double nyquist = Math.Min(inputRate, outputRate) / 2.0;
        double worstGain = 0, worstAlias = double.NegativeInfinity, worstDelay = 0;
        for (double frequency = 37; frequency < inputRate / 2.0; frequency += inputRate / 260.0)
        {
            float[] output = Resampler.Resample(SineFit.Sine(frequency, inputRate, inputRate / 4), inputRate, outputRate);
            // Away from the ends, where the sine is cut off.
            int edge = outputRate / 50;
            ReadOnlySpan<float> middle = output.AsSpan(edge..^edge);
            double alias = SineFit.TotalAmplitude(middle);
            if (frequency < nyquist)
            {
                SineFit fit = SineFit.Of(middle, frequency, outputRate, edge);
                alias = fit.ResidualAmplitude;
                if (frequency <= 0.875 * nyquist)
                {
                    worstGain = Math.Max(worstGain, Math.Abs(SineFit.Decibel(fit.Amplitude)));
                    worstDelay = Math.Max(worstDelay, Math.Abs(fit.Phase) / (2 * Math.PI * frequency));
                }
            }

            worstAlias = Math.Max(worstAlias, SineFit.Decibel(alias));
        }

        log.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inputRate} -> {outputRate} Hz: ripple {worstGain:F5} dB to {0.875 * nyquist:F0} Hz, aliases {worstAlias:F1} dB, delay {worstDelay * 1e9:F1} ns"));
        Assert.InRange(worstGain, 0, 0.1);
        Assert.InRange(worstAlias, double.NegativeInfinity, -80);
        Assert.InRange(worstDelay, 0, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Output_does_not_depend_on_the_cut(int inputRate, int outputRate)
    {
        var random = new Random(1);
        float[] input = Noise(random, 9000);
        float[] whole = Resampler.Resample(input, inputRate, outputRate);
        var resampler = new Resampler(inputRate, outputRate);
        for (int round = 0; round < 4; round++)
        {
            int most = new[] { 1, 7, 300, 9000 }[round];
            Assert.Equal(whole, Stream(resampler, input, () => random.Next(most + 1), () => random.Next(most + 1)));
            resampler.Reset();
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Lengths_agree_in_time(int inputRate, int outputRate)
    {
        foreach (int length in new[] { 0, 1, 2, 100, inputRate / 100, inputRate })
        {
            long expected = ((long)length * outputRate + inputRate - 1) / inputRate;
            Assert.Equal(expected, Resampler.Resample(new float[length], inputRate, outputRate).Length);
        }
    }

    [Fact]
    public void Constant_stays_constant_in_every_phase()
    {
        float[] input = new float[4000];
        Array.Fill(input, 0.5f);
        float[] output = Resampler.Resample(input, 44100, 16000);
        Assert.All(output[200..^200], x => Assert.Equal(0.5f, x, 1e-6f));
    }

    [Fact]
    public void Equal_rates_copy()
    {
        float[] input = Noise(new Random(2), 1000);
        Assert.Equal(input, Resampler.Resample(input, 16000, 16000));
        Assert.Equal(TimeSpan.Zero, new Resampler(16000, 16000).Latency);
    }

    [Fact]
    public void Input_fits_when_output_holds_MaxOutput()
    {
        var random = new Random(3);
        foreach ((int inputRate, int outputRate) in new[] { (48000, 16000), (44100, 16000), (8000, 16000), (12345, 16000) })
        {
            var resampler = new Resampler(inputRate, outputRate);
            for (int i = 0; i < 200; i++)
            {
                float[] input = Noise(random, random.Next(700));
                resampler.Process(input, new float[resampler.MaxOutput(input.Length)], out int consumed);
                Assert.Equal(input.Length, consumed);
            }
        }
    }

    [Fact]
    public void Process_after_Flush_is_refused()
    {
        var resampler = new Resampler(48000, 16000);
        resampler.Process(new float[100], new float[100], out _);
        resampler.Flush(new float[100]);
        Assert.Throws<InvalidOperationException>(() => resampler.Process(new float[1], new float[1], out _));
    }

    [Theory]
    [InlineData(0, 16000)]
    [InlineData(16000, -1)]
    [InlineData(int.MaxValue, 16000)]
    public void Absurd_rates_are_refused(int inputRate, int outputRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(inputRate, outputRate));

    [Theory]
    [InlineData(48000)]
    [InlineData(44100)]
    [InlineData(12345)]
    public void Stream_allocates_nothing(int inputRate)
    {
        var resampler = new Resampler(inputRate, 16000);
        float[] input = Noise(new Random(4), inputRate / 100);
        float[] output = new float[resampler.MaxOutput(input.Length)];
        void Turn()
        {
            for (int i = 0; i < 100; i++)
                resampler.Process(input, output, out _);
            resampler.Flush(output);
            resampler.Reset();
        }

        Turn();
        Assert.Equal(0, AllocatedBytes.Least(() => Turn()));
    }

    private static float[] Noise(Random random, int length) =>
        Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1).ToArray();

    private static float[] Stream(Resampler resampler, ReadOnlySpan<float> input, Func<int> inputCut, Func<int> outputCut)
    {
        var all = new List<float>();
        while (!input.IsEmpty)
        {
            var output = new float[outputCut()];
            int written = resampler.Process(input[..Math.Min(input.Length, inputCut())], output, out int consumed);
            all.AddRange(output[..written]);
            input = input[consumed..];
        }

        var tail = new float[outputCut() + 1];
        for (int written; (written = resampler.Flush(tail)) > 0;)
            all.AddRange(tail[..written]);
        return [.. all];
    }
}
