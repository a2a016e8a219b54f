using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>The stated error bounds against the functions in double, on dense grids, in every lane.</summary>
public sealed class VectorMathTests
{
    [Fact]
    public void Log_keeps_its_stated_error()
    {
        var x = new List<float> { float.MaxValue };
        for (float v = 1.17549435e-38f; v < 3.4e38f; v *= 1.0009f) x.Add(v);
        Compare(x, VectorMath.Log, Math.Log, expected => 1e-7 + 1e-7 * Math.Abs(expected));
        Assert.Equal(0f, VectorMath.Log(Vector512<float>.One)[0]);
    }

    [Fact]
    public void Exp_keeps_its_stated_error()
    {
        List<float> x = Grid(-87, 88, 0.0031f);
        for (int n = -125; n < 126; n++)
        {
            // Where the reduced argument is largest: halfway between two multiples of ln 2.
            float half = (float)((n + 0.5) * Math.Log(2));
            x.AddRange([MathF.BitDecrement(half), half, MathF.BitIncrement(half)]);
        }
        Compare(x, VectorMath.Exp, Math.Exp, expected => 2e-7 * expected);
        Assert.Equal(1f, VectorMath.Exp(Vector512<float>.Zero)[0]);
    }

    [Fact]
    public void Exp_beyond_its_range_is_the_value_at_the_bound()
    {
        foreach (float v in new[] { 88.0001f, 1000, float.MaxValue, float.PositiveInfinity }) Assert.Equal(One(VectorMath.Exp, 88), One(VectorMath.Exp, v));
        foreach (float v in new[] { -87.0001f, -1000, float.MinValue, float.NegativeInfinity }) Assert.Equal(One(VectorMath.Exp, -87), One(VectorMath.Exp, v));
    }

    [Fact]
    public void Sigmoid_and_tanh_keep_their_stated_errors()
    {
        List<float> x = [.. Grid(-100, 100, 0.0037f), float.MinValue, float.NegativeInfinity, float.PositiveInfinity, float.MaxValue, float.Epsilon, -0f];
        for (float v = 1e-30f; v < 1e30f; v *= 3) x.AddRange([v, -v]);
        Compare(x, VectorMath.Sigmoid, v => 1 / (1 + Math.Exp(-v)), _ => 2e-7);
        Compare(x, VectorMath.Tanh, Math.Tanh, _ => 3e-7);
        Assert.Equal(0f, One(VectorMath.Tanh, 0));
        Assert.Equal(0.5f, One(VectorMath.Sigmoid, 0));
    }

    [Fact]
    public void Sigmoid_times_tanh_keeps_its_stated_error()
    {
        float[] ends = [float.NegativeInfinity, float.MinValue, -88.5f, -20, -1e-20f, 0, 1e-20f, 20, 88.5f, float.MaxValue, float.PositiveInfinity];
        foreach (float gate in (float[])[.. Grid(-30, 30, 0.37f), .. ends])
        {
            Compare([.. Grid(-25, 25, 0.013f), .. ends], y => VectorMath.SigmoidTanh(Vector512.Create(gate), y), y => Math.Tanh(y) / (1 + Math.Exp(-gate)), _ => 5e-7);
        }
    }

    [Fact]
    public void Gate_exponential_keeps_its_stated_error_and_its_ends()
    {
        Compare(Grid(-20.7f, 20.7f, 0.0031f), VectorMath.GateExp, v => Math.Exp(-v), expected => 2e-6 * expected);
        Assert.Equal(1f, One(VectorMath.GateExp, 0));
        foreach (float v in new[] { 21, 1000, float.MaxValue, float.PositiveInfinity })
        {
            Assert.Equal(MathF.Pow(2, -30), One(VectorMath.GateExp, v));
            Assert.Equal(MathF.Pow(2, 30), One(VectorMath.GateExp, -v));
        }
    }

    [Fact]
    public void Gated_sum_keeps_its_stated_error()
    {
        float[] gates = [float.NegativeInfinity, -50, -7.3f, -1, 0, 0.9f, 6.1f, 50, float.PositiveInfinity];
        foreach (float f in gates)
        {
            foreach (float i in gates)
            {
                foreach (float c in new[] { -1000, -3.7f, 0, 0.4f, 21, 1000 })
                {
                    Compare([.. Grid(-22, 22, 0.31f), float.NegativeInfinity, float.PositiveInfinity], g => VectorMath.GatedSum(Vector512.Create(f), Vector512.Create(c), Vector512.Create(i), g),
                        g => c / (1 + Math.Exp(-f)) + Math.Tanh(g) / (1 + Math.Exp(-i)), _ => 5e-7 * (1 + Math.Abs(c)));
                }
            }
        }
    }

    [Fact]
    public void Not_a_number_stays_so_in_its_lane_alone()
    {
        Vector512<float> x = Vector512<float>.Zero.WithElement(5, float.NaN);
        foreach (Function function in new Function[] { VectorMath.Exp, VectorMath.Sigmoid, VectorMath.Tanh, v => VectorMath.SigmoidTanh(v, Vector512<float>.One), v => VectorMath.SigmoidTanh(Vector512<float>.One, v), VectorMath.GateExp, v => VectorMath.GatedSum(v, Vector512<float>.One, v, v) })
        {
            Vector512<float> y = function(x);
            for (int lane = 0; lane < 16; lane++) Assert.Equal(lane == 5, float.IsNaN(y[lane]));
        }
    }

    private delegate Vector512<float> Function(Vector512<float> x);

    private static void Compare(List<float> x, Function function, Func<double, double> reference, Func<double, double> bound)
    {
        while (x.Count % 16 != 0) x.Add(x[0]);
        float[] all = [.. x];
        for (int i = 0; i < all.Length; i += 16)
        {
            Vector512<float> y = function(Vector512.Create(all.AsSpan(i)));
            for (int lane = 0; lane < 16; lane++)
            {
                double expected = reference(all[i + lane]), error = Math.Abs(y[lane] - expected);
                Assert.True(error <= bound(expected), $"f({all[i + lane]:G9}) = {y[lane]:G9}, expected {expected}: error {error:G3}");
            }
        }
    }

    private static float One(Function function, float x) => function(Vector512.Create(x))[0];

    private static List<float> Grid(float from, float to, float step)
    {
        var x = new List<float> { to };
        for (float v = from; v <= to; v += step) x.Add(v);
        return x;
    }
}
