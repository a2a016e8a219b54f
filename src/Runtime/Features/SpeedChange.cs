using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>Plays sound faster or slower, which moves the pitch and the resonances along as if another person spoke (Ko et al. 2015).</summary>
internal static class SpeedChange
{
    /// <summary>Speeds are n/200, so that exactly 200 filter phases exist for each and no position has to be rounded.</summary>
    public const int Phases = 200;

    // Flat to 7 kHz at 16 kHz, on four vectors of eight.
    private const int Taps = 32;

    private static readonly ConcurrentDictionary<int, float[]> Filters = new();

    /// <summary>Samples of so many at a speed.</summary>
    public static int OutputLength(int samples, int speed) => (int)((long)samples * Phases / speed);

    /// <summary>y[i] = x(i·speed/200), between samples by a windowed sinc.</summary>
    public static float[] Apply(float[] samples, int speed)
    {
        if (speed == Phases) return samples;
        float[] padded = new float[samples.Length + 2 * Taps], output = new float[OutputLength(samples.Length, speed)];
        // Tap k of output i lies on sample ⌊position⌋ + k − (Taps/2 − 1).
        samples.CopyTo(padded, Taps / 2 - 1);
        ref float x = ref MemoryMarshal.GetArrayDataReference(padded), h = ref MemoryMarshal.GetArrayDataReference(Filters.GetOrAdd(speed, Design));
        nuint place = 0, phase = 0;
        for (int i = 0; i < output.Length; i++)
        {
            nuint taps = phase * Taps;
            Vector256<float> a = Vector256.LoadUnsafe(ref x, place) * Vector256.LoadUnsafe(ref h, taps);
            Vector256<float> b = Vector256.LoadUnsafe(ref x, place + 8) * Vector256.LoadUnsafe(ref h, taps + 8);
            a = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, place + 16), Vector256.LoadUnsafe(ref h, taps + 16), a);
            b = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, place + 24), Vector256.LoadUnsafe(ref h, taps + 24), b);
            output[i] = Vector256.Sum(a + b);
            phase += (nuint)speed;
            while (phase >= Phases)
            {
                phase -= Phases;
                place++;
            }
        }
        return output;
    }

    /// <summary>[Phases, Taps]: a sinc under a Hann window. Faster speech is cut at the new half rate, or it would fold back.</summary>
    private static float[] Design(int speed)
    {
        float[] filters = new float[Phases * Taps];
        double cutoff = Math.Min(1, (double)Phases / speed);
        for (int p = 0; p < Phases; p++)
        {
            Span<float> taps = filters.AsSpan(p * Taps, Taps);
            double sum = 0;
            for (int k = 0; k < Taps; k++)
            {
                double t = k - (Taps / 2 - 1) - (double)p / Phases, angle = Math.PI * t * cutoff;
                double value = (angle == 0 ? 1 : Math.Sin(angle) / angle) * (1 + Math.Cos(2 * Math.PI * t / Taps));
                taps[k] = (float)value;
                sum += value;
            }
            float gain = (float)(1 / sum);
            foreach (ref float tap in taps) tap *= gain;
        }
        return filters;
    }
}
