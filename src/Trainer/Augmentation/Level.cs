using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Loudness arithmetic on samples.</summary>
internal static class Level
{
    /// <summary>Mean of the squares.</summary>
    public static double Power(ReadOnlySpan<float> samples)
    {
        // Vectors of a fixed width and sums in double: the same result on every machine.
        Vector256<double> low = default, high = default;
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(samples);
        foreach (Vector256<float> x in vectors)
        {
            (Vector256<double> a, Vector256<double> b) = Vector256.Widen(x);
            low += a * a;
            high += b * b;
        }
        double sum = Vector256.Sum(low + high);
        foreach (float x in samples[(vectors.Length * Vector256<float>.Count)..]) sum += (double)x * x;
        return samples.Length == 0 ? 0 : sum / samples.Length;
    }

    /// <summary>samples += gain · other.</summary>
    public static void Add(Span<float> samples, ReadOnlySpan<float> other, float gain)
    {
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(samples);
        ReadOnlySpan<Vector256<float>> others = MemoryMarshal.Cast<float, Vector256<float>>(other[..samples.Length]);
        for (int i = 0; i < vectors.Length; i++) vectors[i] += others[i] * gain;
        for (int i = vectors.Length * Vector256<float>.Count; i < samples.Length; i++) samples[i] += other[i] * gain;
    }

    /// <summary>samples *= gain.</summary>
    public static void Scale(Span<float> samples, float gain)
    {
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(samples);
        for (int i = 0; i < vectors.Length; i++) vectors[i] *= gain;
        for (int i = vectors.Length * Vector256<float>.Count; i < samples.Length; i++) samples[i] *= gain;
    }

    /// <summary>Limits samples to [−1, 1].</summary>
    public static void Clamp(Span<float> samples)
    {
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(samples);
        for (int i = 0; i < vectors.Length; i++) vectors[i] = Vector256.Clamp(vectors[i], Vector256.Create(-1f), Vector256<float>.One);
        for (int i = vectors.Length * Vector256<float>.Count; i < samples.Length; i++) samples[i] = Math.Clamp(samples[i], -1, 1);
    }

    /// <summary>Factor on amplitudes.</summary>
    public static double FromDecibels(double decibels) => Math.Pow(10, decibels / 20);
}
