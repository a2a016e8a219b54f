namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>y_i = x_i − ln Σ_j e^x_j, computed relative to the largest x so that nothing overflows.</summary>
internal static class LogSoftmax
{
    /// <param name="x">[V].</param>
    /// <param name="y">[V]; may be <paramref name="x"/> itself.</param>
    public static void Run(ReadOnlySpan<float> x, Span<float> y)
    {
        float maximum = float.NegativeInfinity;
        foreach (float v in x) maximum = MathF.Max(maximum, v);
        float sum = 0;
        foreach (float v in x) sum += MathF.Exp(v - maximum);
        float offset = maximum + MathF.Log(sum);
        for (int i = 0; i < x.Length; i++) y[i] = x[i] - offset;
    }
}
