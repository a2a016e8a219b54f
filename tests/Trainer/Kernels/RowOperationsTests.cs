using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Tests.Kernels;

/// <summary>Each operation on every length around the width of a vector, against a plain loop; what lies behind must stay.</summary>
public sealed unsafe class RowOperationsTests
{
    private const int Longest = 70;
    private const float Behind = -7777;

    [Fact]
    public void Add_and_scale()
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = Numbers(length, 1), y = Numbers(length, 2), sum = [.. y], scaled = [.. y];
            fixed (float* px = x, ps = sum, pf = scaled)
            {
                RowOperations.Add(px, ps, length);
                RowOperations.Scale(pf, length, 0.3f);
            }
            for (int i = 0; i < length; i++) Assert.Equal((x[i] + y[i], y[i] * 0.3f), (sum[i], scaled[i]));
            Assert.Equal((Behind, Behind), (sum[length], scaled[length]));
        }
    }

    [Fact]
    public void Add_scaled_and_dot()
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = Numbers(length, 1), y = Numbers(length, 2), sum = [.. y];
            fixed (float* px = x, py = y, ps = sum)
            {
                RowOperations.AddScaled(px, 0.3f, ps, length);
                Assert.Equal(Enumerable.Range(0, length).Sum(i => (double)x[i] * y[i]), RowOperations.Dot(px, py, length), 1e-5);
            }
            for (int i = 0; i < length; i++) Assert.Equal(y[i] + 0.3f * x[i], sum[i], 1e-6f);
            Assert.Equal(Behind, sum[length]);
        }
    }

    [Fact]
    public void Gradient_of_log_softmax()
    {
        for (int length = 1; length <= Longest; length++)
        {
            float[] x = Numbers(length, 1), dy = Numbers(length, 2), dx = [.. dy];
            double total = Enumerable.Range(0, length).Sum(i => Math.Exp(x[i])), sum = dy.Take(length).Sum(v => (double)v);
            float[] y = [.. x.Take(length).Select(v => (float)(v - Math.Log(total)))];
            fixed (float* py = y, pd = dy, px = dx) LogSoftmaxGradient.Run(py, pd, px, length);
            for (int i = 0; i < length; i++) Assert.Equal(dy[i] - Math.Exp(y[i]) * sum, dx[i], 1e-5);
            Assert.Equal(Behind, dx[length]);
        }
    }

    [Fact]
    public void Rows_get_the_bias_and_are_summed_to_its_gradient()
    {
        const int Rows = 3;
        for (int columns = 1; columns <= Longest; columns++)
        {
            float[] bias = Numbers(columns, 1), y = Numbers(Rows * columns, 2), with = [.. y], sum = [.. bias];
            fixed (float* pb = bias, pw = with, py = y, ps = sum)
            {
                RowOperations.AddToRows(pb, pw, Rows, columns);
                RowOperations.SumRows(py, Rows, columns, ps);
            }
            for (int i = 0; i < Rows * columns; i++) Assert.Equal(y[i] + bias[i % columns], with[i]);
            for (int j = 0; j < columns; j++) Assert.Equal(bias[j] + y[j] + y[columns + j] + y[2 * columns + j], sum[j]);
            Assert.Equal((Behind, Behind), (with[Rows * columns], sum[columns]));
        }
    }

    [Fact]
    public void Sum_of_squares_is_exact_to_double_and_does_not_overflow()
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = Numbers(length, 3);
            fixed (float* p = x) Assert.Equal(x.Take(length).Sum(v => (double)v * v), RowOperations.SumOfSquares(p, length), 1e-12);
        }
        float[] large = [.. Enumerable.Repeat(1e30f, 40)];
        fixed (float* p = large) Assert.Equal(40.0 * large[0] * large[0], RowOperations.SumOfSquares(p, 40), 1e46);
        foreach (int place in new[] { 3, 37 })
        {
            float[] bad = [.. large];
            bad[place] = float.NaN;
            fixed (float* p = bad) Assert.True(double.IsNaN(RowOperations.SumOfSquares(p, 40)));
            bad[place] = float.NegativeInfinity;
            fixed (float* p = bad) Assert.Equal(double.PositiveInfinity, RowOperations.SumOfSquares(p, 40));
        }
    }

    [Fact]
    public void Clamp_limits_both_signs()
    {
        float[] x = [-3, -0.5f, -0.1f, 0, 0.1f, 0.5f, 3, Behind];
        fixed (float* p = x) RowOperations.Clamp(p, 7, 0.5f);
        Assert.Equal([-0.5f, -0.5f, -0.1f, 0, 0.1f, 0.5f, 0.5f, Behind], x);
    }

    /// <summary>Random numbers of ±1 and a mark behind them.</summary>
    private static float[] Numbers(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1), Behind];
    }
}
