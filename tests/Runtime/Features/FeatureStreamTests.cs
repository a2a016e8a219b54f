using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class FeatureStreamTests
{
    public static TheoryData<int, int, int> Geometries => new() { { 3, 3, 64 }, { 1, 1, 5 }, { 4, 2, 20 }, { 2, 5, 16 } };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Any_cut_of_the_samples_gives_the_steps_of_the_whole(int stack, int skip, int bands)
    {
        var spec = new FeatureSpec { Stack = stack, Skip = skip, Bands = bands };
        var logMel = new LogMel(spec);
        Normalization normalization = SomeNormalization(bands);
        float[] samples = Noise(9000, seed: 2);

        float[] frames = FeatureExtractor.Frames(logMel, samples);
        normalization.Run(frames);
        float[] expected = FeatureExtractor.Stack(frames, spec);

        float[] withTail = [.. samples, .. new float[spec.TailLength]];
        var stream = new FeatureStream(logMel, normalization);
        var random = new Random(3);
        Func<int>[] cuts = [() => 1, () => 159, () => 160, () => 161, () => 400, () => withTail.Length, () => random.Next(0, 3000)];
        foreach (Func<int> cut in cuts)
        {
            stream.Reset();
            Assert.Equal(expected, Steps(stream, spec, withTail, cut));
        }
        Assert.Equal(FeatureExtractor.StepCount(spec, FeatureExtractor.FrameCount(spec, samples.Length)) * spec.StepSize, expected.Length);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(399, 0, 0)]
    [InlineData(400, 0, 1)]
    [InlineData(559, 0, 1)]
    [InlineData(560, 0, 2)]
    [InlineData(0, 400, 1)]
    [InlineData(100, 300, 1)]
    public void Frames_count_whole_windows_of_samples_and_tail(int samples, int tail, int expected)
    {
        var spec = new FeatureSpec { TailLength = tail };
        Assert.Equal(expected, FeatureExtractor.FrameCount(spec, samples));
        Assert.Equal(expected * spec.Bands, FeatureExtractor.Frames(new LogMel(spec), new float[samples]).Length);
    }

    [Fact]
    public void Invalid_samples_are_taken_as_silence_and_counted()
    {
        var spec = new FeatureSpec();
        var logMel = new LogMel(spec);
        float[] bad = Noise(2000, seed: 4), good = [.. bad];
        foreach ((int at, float value) in new[] { (0, float.NaN), (500, float.PositiveInfinity), (501, float.NegativeInfinity), (1999, 3e9f) }) (bad[at], good[at]) = (value, 0);
        bad[700] = good[700] = 12345; // Loud, but sound.

        FeatureStream badStream = new(logMel, SomeNormalization(spec.Bands)), goodStream = new(logMel, SomeNormalization(spec.Bands));
        Assert.Equal(Steps(goodStream, spec, good, () => 100), Steps(badStream, spec, bad, () => 33));
        Assert.Equal(4, badStream.InvalidSamples);
        Assert.Equal(0, goodStream.InvalidSamples);
        Assert.Equal(FeatureExtractor.Frames(logMel, good), FeatureExtractor.Frames(logMel, bad));
    }

    [Fact]
    public void Nothing_is_taken_while_a_step_waits()
    {
        var spec = new FeatureSpec();
        var stream = new FeatureStream(new LogMel(spec), SomeNormalization(spec.Bands));
        Assert.Equal(400 + 2 * 160, stream.Push(new float[1000]));
        Assert.Equal(0, stream.Push(new float[1000]));
        Assert.True(stream.TryRead(new float[spec.StepSize]));
        Assert.False(stream.TryRead(new float[spec.StepSize]));
        Assert.Equal(3 * 160, stream.Push(new float[1000]));
    }

    [Fact]
    public void A_running_stream_allocates_nothing()
    {
        var spec = new FeatureSpec();
        var stream = new FeatureStream(new LogMel(spec), SomeNormalization(spec.Bands));
        float[] samples = Noise(777, seed: 5), step = new float[spec.StepSize];
        int steps = 0;
        void Second()
        {
            for (int i = 0; i < 20; i++)
            {
                for (ReadOnlySpan<float> rest = samples; !rest.IsEmpty; rest = rest[stream.Push(rest)..])
                {
                    if (stream.TryRead(step)) steps++;
                }
            }
        }
        Second();
        Assert.Equal(0, AllocatedBytes.Least(() => Second()));
        Assert.InRange(steps, 60, 70);
    }

    private static float[] Steps(FeatureStream stream, FeatureSpec spec, float[] samples, Func<int> cut)
    {
        var steps = new List<float>();
        float[] step = new float[spec.StepSize];
        for (int at = 0; at < samples.Length;)
        {
            int end = Math.Min(at + cut(), samples.Length);
            while (at < end)
            {
                at += stream.Push(samples.AsSpan(at, end - at));
                if (stream.TryRead(step)) steps.AddRange(step);
            }
        }
        return [.. steps];
    }

    private static Normalization SomeNormalization(int bands)
    {
        var random = new Random(bands);
        return new Normalization([.. Enumerable.Range(0, bands).Select(_ => random.NextSingle() * 4 - 8)], [.. Enumerable.Range(0, bands).Select(_ => random.NextSingle() + 0.5f)]);
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }
}
