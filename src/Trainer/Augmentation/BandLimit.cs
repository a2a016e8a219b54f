using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Removes low and high frequencies as telephones, 8 kHz recordings and poor microphones do.</summary>
public sealed record BandLimit
{
    // With a Blackman window: 0.7 kHz from pass to stop at 16 kHz, and 74 dB down there.
    private const int Taps = 127;

    // Outputs made at once: each tap is loaded once for four vectors.
    private const int Block = 32;

    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 0.2;

    /// <summary>Lower edge, Hz; 0 keeps all low frequencies.</summary>
    public Interval LowHz { get; init; } = new(0, 300);

    /// <summary>Upper edge, Hz.</summary>
    public Interval HighHz { get; init; } = new(3000, 7000);

    internal string? FindProblem()
    {
        string? problem = AugmentationSpec.CheckProbability("augmentation.band_limit.probability", Probability)
            ?? LowHz.FindProblem("augmentation.band_limit.low_hz", 0, 1e6) ?? HighHz.FindProblem("augmentation.band_limit.high_hz", 1, 1e6);
        if (problem is not null || HighHz.Low > LowHz.High) return problem;
        return $"augmentation.band_limit.high_hz must lie above low_hz {LowHz}, found {HighHz}";
    }

    internal float[] Apply(float[] samples, int sampleRate, SeededRandom random)
    {
        if (!random.Chance(Probability)) return samples;
        double low = LowHz.Draw(random) / sampleRate, high = Math.Min(0.5, HighHz.Draw(random) / sampleRate);
        return Filter(samples, Design(low, high));
    }

    /// <summary>A symmetric band-pass filter; edges in cycles per sample.</summary>
    internal static float[] Design(double low, double high)
    {
        float[] taps = new float[Taps];
        for (int k = 0; k < Taps; k++)
        {
            double t = k - Taps / 2, x = Math.PI * 2 * (k + 1) / (Taps + 1);
            double window = 0.42 - 0.5 * Math.Cos(x) + 0.08 * Math.Cos(2 * x);
            taps[k] = (float)(window * (LowPass(high, t) - LowPass(low, t)));
        }
        return taps;
    }

    private static double LowPass(double edge, double t) => t == 0 ? 2 * edge : Math.Sin(2 * Math.PI * edge * t) / (Math.PI * t);

    /// <summary>y[i] = Σ h[k]·x[i + k − Taps/2]: nothing is delayed, so word times stay.</summary>
    internal static float[] Filter(ReadOnlySpan<float> samples, float[] taps)
    {
        int blocks = (samples.Length + Block - 1) / Block;
        float[] padded = new float[blocks * Block + Taps], output = new float[blocks * Block];
        samples.CopyTo(padded.AsSpan(Taps / 2));
        ref float x = ref MemoryMarshal.GetArrayDataReference(padded);
        for (int start = 0; start < output.Length; start += Block)
        {
            Vector256<float> a = default, b = default, c = default, d = default;
            for (int k = 0; k < taps.Length; k++)
            {
                Vector256<float> h = Vector256.Create(taps[k]);
                nuint at = (nuint)(start + k);
                a = Vector256.FusedMultiplyAdd(h, Vector256.LoadUnsafe(ref x, at), a);
                b = Vector256.FusedMultiplyAdd(h, Vector256.LoadUnsafe(ref x, at + 8), b);
                c = Vector256.FusedMultiplyAdd(h, Vector256.LoadUnsafe(ref x, at + 16), c);
                d = Vector256.FusedMultiplyAdd(h, Vector256.LoadUnsafe(ref x, at + 24), d);
            }
            Span<float> block = output.AsSpan(start, Block);
            a.CopyTo(block);
            b.CopyTo(block[8..]);
            c.CopyTo(block[16..]);
            d.CopyTo(block[24..]);
        }
        return output[..samples.Length];
    }
}
