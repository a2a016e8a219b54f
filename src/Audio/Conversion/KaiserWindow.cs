namespace EmbeddedSeq.Audio.Conversion;

/// <summary>Kaiser's window and his design formulas (Kaiser 1974; Oppenheim and Schafer, Discrete-Time Signal Processing, 7.5.3).</summary>
internal static class KaiserWindow
{
    /// <summary>Shape parameter for a stop band this many dB down, above 50 dB.</summary>
    public static double Beta(double attenuation) => 0.1102 * (attenuation - 8.7);

    /// <summary>Length in samples that reaches the attenuation with a transition of this many radians per sample.</summary>
    public static double Length(double attenuation, double transition) => (attenuation - 7.95) / (2.285 * transition) + 1;

    /// <summary>The window at <paramref name="x"/> in [-1, 1]; 0 outside.</summary>
    public static double At(double x, double beta) =>
        Math.Abs(x) >= 1 ? 0 : BesselI0(beta * Math.Sqrt(1 - x * x)) / BesselI0(beta);

    /// <summary>Modified Bessel function of the first kind and order 0, by its power series.</summary>
    public static double BesselI0(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
