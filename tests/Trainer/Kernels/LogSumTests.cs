using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Tests.Kernels;

/// <summary>The inner loops of CTC against sums of probabilities in double.</summary>
public sealed unsafe class LogSumTests
{
    private const double Tolerance = 2e-5;
    private const float LogZero = -1e30f;
    private const int Margin = 16;

    public static TheoryData<int> States => [.. Enumerable.Range(1, 34), 65];

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(-3f, -90f)]
    [InlineData(-500f, -501f)]
    [InlineData(LogZero, -2f)]
    public void Two_logarithms(float a, float b)
    {
        double expected = Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs((double)a - b)));
        Assert.Equal(expected, LogSum.Of(a, b), Tolerance);
        Assert.Equal(LogZero, LogSum.Of(LogZero, LogZero));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Steps_forward_and_backward(int states)
    {
        var random = new Random(states);
        float[] before = Row(states, random, -60), emit = Row(states, random, -20), skip = Row(states, random, 0), forward = Row(states, random, 0), backward = Row(states, random, 0);
        for (int s = 0; s < states; s++)
        {
            if (random.Next(3) == 0) before[Margin + s] = LogZero;
            if (s % 2 == 0 || random.Next(4) == 0) skip[Margin + s] = LogZero;
        }
        fixed (float* pb = &before[Margin], pe = &emit[Margin], ps = &skip[Margin], pf = &forward[Margin], pn = &backward[Margin])
        {
            LogSum.StepForward(pb, ps, pe, pf, states);
            LogSum.StepBackward(pb, ps, pe, pn, states);
        }

        double B(int s) => before[Margin + s];
        double E(int s) => emit[Margin + s];
        double S(int s) => skip[Margin + s];
        for (int s = 0; s < states; s++)
        {
            AssertLog(Log(B(s), B(s - 1), B(s - 2) + S(s)) + E(s), forward[Margin + s]);
            AssertLog(Log(B(s) + E(s), B(s + 1) + E(s + 1), B(s + 2) + E(s + 2) + S(s + 2)), backward[Margin + s]);
        }
        for (int s = states; s < (states + 15) / 16 * 16; s++) Assert.Equal((LogZero, LogZero), (forward[Margin + s], backward[Margin + s]));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Normalizing_and_softmax(int states)
    {
        var random = new Random(states);
        float[] a = Row(states, random, -60), b = Row(states, random, -60), y = Row(states, random, 0);
        if (states > 1) a[Margin] = LogZero;
        double top = Enumerable.Range(Margin, states).Max(s => (double)a[s] + b[s]), sum = Enumerable.Range(Margin, states).Sum(s => Math.Exp((double)a[s] + b[s] - top));
        fixed (float* pa = &a[Margin], pb = &b[Margin], py = &y[Margin]) LogSum.Softmax(pa, pb, py, states);
        for (int s = Margin; s < Margin + states; s++) Assert.Equal(Math.Exp((double)a[s] + b[s] - top) / sum, y[s], Tolerance);

        float[] normal = [.. a];
        float maximum = a.Skip(Margin).Take(states).Max();
        fixed (float* p = &normal[Margin]) Assert.Equal(maximum, LogSum.Normalize(p, states));
        for (int s = Margin; s < Margin + states; s++) Assert.Equal(MathF.Max(a[s] - maximum, LogZero), normal[s]);
    }

    private static void AssertLog(double expected, float actual)
    {
        if (expected < LogZero / 2) Assert.True(actual < LogZero / 2, $"expected ln 0, found {actual}");
        else Assert.Equal(expected, actual, Tolerance);
    }

    private static double Log(double a, double b, double c)
    {
        double top = Math.Max(a, Math.Max(b, c));
        return top + Math.Log(Math.Exp(a - top) + Math.Exp(b - top) + Math.Exp(c - top));
    }

    /// <summary>Random logarithms down to <paramref name="lowest"/>, ln 0 around them.</summary>
    private static float[] Row(int states, Random random, float lowest)
    {
        float[] row = new float[Margin + (states + 15) / 16 * 16 + Margin];
        Array.Fill(row, LogZero);
        for (int s = 0; s < states; s++) row[Margin + s] = random.NextSingle() * lowest;
        return row;
    }
}
