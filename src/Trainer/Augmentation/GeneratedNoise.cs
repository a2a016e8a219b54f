using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Noise that needs no recordings.</summary>
internal static class GeneratedNoise
{
    /// <summary>Root mean square of <see cref="White"/>.</summary>
    public static readonly double WhiteAmplitude = 1 / Math.Sqrt(3);

    /// <summary>Equal power at all frequencies: uniform numbers in [−1, 1). Normal ones sound the same and cost several times as much.</summary>
    public static void White(Span<float> noise, SeededRandom random)
    {
        const float Scale = 1f / (1u << 31);
        int i = 0;
        for (; i + 1 < noise.Length; i += 2)
        {
            ulong bits = random.NextBits();
            noise[i] = (int)bits * Scale;
            noise[i + 1] = (int)(bits >> 32) * Scale;
        }
        if (i < noise.Length) noise[i] = (int)random.NextBits() * Scale;
    }

    /// <summary>Power falling by 3 dB an octave, as in most rooms: white noise through three one-pole filters (Kellet's economy form, ±0.5 dB).</summary>
    public static void Pink(Span<float> noise, SeededRandom random)
    {
        White(noise, random);
        float low = 0, middle = 0, high = 0;
        foreach (ref float x in noise)
        {
            low = 0.99765f * low + 0.0990460f * x;
            middle = 0.96300f * middle + 0.2965164f * x;
            high = 0.57000f * high + 1.0526913f * x;
            x = low + middle + high + 0.1848f * x;
        }
    }
}
