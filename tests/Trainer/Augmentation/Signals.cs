using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

/// <summary>Signals to measure effects with, and the measurements.</summary>
internal static class Signals
{
    public const int Rate = 16000;

    public static float[] Sine(double frequency, int length, double amplitude = 0.5) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(amplitude * Math.Sin(2 * Math.PI * frequency * i / Rate)))];

    public static float[] Noise(int length, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.Next(-0.5, 0.5))];
    }

    public static double Power(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float x in samples) sum += (double)x * x;
        return sum / samples.Length;
    }

    /// <summary>Power of the sine of one frequency: least squares over whole periods or many of them.</summary>
    public static double PowerAt(ReadOnlySpan<float> samples, double frequency)
    {
        double c = 0, s = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * frequency * i / Rate);
            c += cos * samples[i];
            s += sin * samples[i];
        }
        return 2 * (c * c + s * s) / ((double)samples.Length * samples.Length);
    }

    public static double Decibels(double powerRatio) => 10 * Math.Log10(Math.Max(powerRatio, 1e-20));
}
