namespace EmbeddedSeq.Audio.Tests;

/// <summary>The sine of one frequency in a signal, and what is left besides it.</summary>
internal readonly record struct SineFit(double Amplitude, double Phase, double ResidualAmplitude)
{
    public static float[] Sine(double frequency, int rate, int length) =>
        Enumerable.Range(0, length).Select(i => (float)Math.Sin(2 * Math.PI * frequency * i / rate)).ToArray();

    /// <summary>Least squares over cos and sin; <paramref name="first"/> is the sample index at which phase 0 is reckoned.</summary>
    public static SineFit Of(ReadOnlySpan<float> signal, double frequency, int rate, int first)
    {
        double cc = 0, ss = 0, cs = 0, cy = 0, sy = 0, yy = 0;
        for (int i = 0; i < signal.Length; i++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * frequency * (first + i) / rate);
            cc += c * c;
            ss += s * s;
            cs += c * s;
            cy += c * signal[i];
            sy += s * signal[i];
            yy += (double)signal[i] * signal[i];
        }

        double determinant = cc * ss - cs * cs;
        double a = (cy * ss - sy * cs) / determinant;
        double b = (sy * cc - cy * cs) / determinant;
        double residual = Math.Max(0, yy - a * cy - b * sy);
        return new SineFit(Math.Sqrt(a * a + b * b), Math.Atan2(a, b), Math.Sqrt(2 * residual / signal.Length));
    }

    /// <summary>Amplitude of a sine with the power of the signal.</summary>
    public static double TotalAmplitude(ReadOnlySpan<float> signal)
    {
        double sum = 0;
        foreach (float x in signal)
            sum += (double)x * x;
        return Math.Sqrt(2 * sum / signal.Length);
    }

    public static double Decibel(double ratio) => 20 * Math.Log10(Math.Max(ratio, 1e-12));
}
