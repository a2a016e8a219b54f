using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class ReverberationTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Echo_falls_by_60_dB_in_the_time_asked_for(double decay)
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            float[] click = new float[32000];
            click[0] = 1;
            float[] echo = new EchoLines(decay, Signals.Rate, new SeededRandom(seed)).Run(click);
            // Low tones, as the decay is told for them: a mean over 32 samples. Energy still to come (Schroeder 1965).
            double[] left = new double[echo.Length / 32 + 1];
            for (int i = left.Length - 2; i >= 0; i--) left[i] = left[i + 1] + Math.Pow(echo.AsSpan(i * 32, 32).ToArray().Sum(), 2);
            int start = Array.FindIndex(left, x => x < left[0] * 0.3), end = Array.FindIndex(left, x => x < left[0] * 0.0003);
            Assert.InRange((end - start) * 32.0 / Signals.Rate * 2, decay * 0.8, decay * 1.2);
        }
    }

    [Fact]
    public void Echo_does_not_depend_on_where_vectors_or_memory_end()
    {
        // A delayed click must give the delayed echo, whatever its place among vectors and moves of the memory.
        float[] Echo(int place)
        {
            float[] click = new float[9000];
            click[place] = 1;
            return new EchoLines(0.3, Signals.Rate, new SeededRandom(6)).Run(click);
        }
        float[] reference = Echo(0);
        foreach (int place in new[] { 1, 5, 7, 3000, 4000 })
            Assert.Equal(reference[..(9000 - place)], Echo(place)[place..], (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void Apply_leaves_the_direct_sound_in_place_and_keeps_the_ratio()
    {
        float[] speech = Signals.Noise(16000), wet = [.. speech];
        wet.AsSpan(8000).Clear();
        speech.AsSpan(8000).Clear();
        new Reverberation { Probability = 1, DirectToEcho = new(6, 6) }.Apply(wet, Signals.Rate, new SeededRandom(2));
        float[] echo = [.. wet.Zip(speech, (w, s) => w - s)];
        // Nothing comes back within the first 4 ms.
        Assert.All(echo[..60], x => Assert.Equal(0, x));
        Assert.InRange(Signals.Decibels(Signals.Power(speech) / Signals.Power(echo)), 5.9, 6.1);
        Assert.True(Signals.Power(echo.AsSpan(8000, 2000)) > 0);
        Assert.True(Signals.Power(echo.AsSpan(8000, 2000)) > Signals.Power(echo.AsSpan(14000)));
    }

    [Fact]
    public void Apply_silence_and_empty_clips_stay_as_they_are()
    {
        var room = new Reverberation { Probability = 1 };
        float[] silence = new float[100];
        room.Apply(silence, Signals.Rate, new SeededRandom(2));
        Assert.All(silence, x => Assert.Equal(0, x));
        room.Apply([], Signals.Rate, new SeededRandom(2));
    }
}
