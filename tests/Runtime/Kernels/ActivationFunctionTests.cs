using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>Activation functions and the element-wise work of cells against the same formulas in double, at every length around that of a vector.</summary>
public sealed class ActivationFunctionTests
{
    private const double Tolerance = 1e-6;
    private static readonly Dictionary<Activation, Func<double, double>> s_formulas = new()
    {
        [Activation.Linear] = x => x,
        [Activation.Sigmoid] = x => 1 / (1 + Math.Exp(-x)),
        [Activation.Tanh] = Math.Tanh,
        [Activation.Relu] = x => Math.Max(x, 0),
    };

    [Fact]
    public void Functions_equal_their_formulas_and_do_not_depend_on_the_place()
    {
        foreach ((Activation function, Func<double, double> formula) in s_formulas)
        {
            for (int length = 0; length <= 50; length++)
            {
                float[] x = Numbers(length, length), y = [.. x];
                ActivationFunction.Run(function, y);
                for (int i = 0; i < length; i++)
                {
                    Assert.Equal(formula(x[i]), y[i], Tolerance);
                    float[] alone = [x[i]];
                    ActivationFunction.Run(function, alone);
                    Assert.Equal(alone[0], y[i]);
                }
            }
        }
    }

    [Fact]
    public void NaN_stays_and_infinities_saturate()
    {
        foreach (Activation function in s_formulas.Keys)
        {
            float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
            ActivationFunction.Run(function, x);
            Assert.Equal(float.NaN, x[0]);
            Assert.Equal(s_formulas[function](double.PositiveInfinity), x[1], Tolerance);
            Assert.Equal(s_formulas[function](double.NegativeInfinity), x[2], Tolerance);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => ActivationFunction.Run((Activation)9, [1]));
    }

    [Fact]
    public void Elementwise_work_equals_its_formulas()
    {
        for (int n = 0; n <= 50; n++)
        {
            float[] a = Numbers(n, 1), b = Numbers(n, 2), d = Numbers(n, 3), y = Numbers(n, 4);
            Check(y, z => Elementwise.Add(a, z), i => y[i] + (double)a[i]);
            Check(y, z => Elementwise.Multiply(a, b, z), i => (double)a[i] * b[i]);
            Check(y, z => Elementwise.AddProduct(a, b, z), i => y[i] + (double)a[i] * b[i]);
            Check(y, z => Elementwise.AddToScaled(a, b, d, z), i => (double)a[i] * b[i] + (double)y[i] * d[i]);
            Check(y, z => Elementwise.MoveTowards(a, b, z), i => y[i] + b[i] * ((double)a[i] - y[i]));
            Check(y, z => Elementwise.Decay(a, 0.95f, z), i => 0.05 * a[i] + 0.95 * y[i]);
        }
    }

    [Fact]
    public void Normalised_vectors_have_mean_0_and_variance_1_before_scale_and_shift()
    {
        for (int n = 1; n <= 50; n++)
        {
            float[] x = [.. Numbers(n, n).Select(v => v + 100)], scale = Numbers(n, 2), shift = Numbers(n, 3), y = new float[n];
            double mean = x.Average(v => (double)v), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-5);
            Assert.Equal(1 / deviation, LayerNormalization.Run(x, scale, shift, y), 2e-3 / deviation);
            for (int i = 0; i < n; i++) Assert.Equal((x[i] - mean) / deviation * scale[i] + shift[i], y[i], 1e-3 * Math.Max(1, 1 / deviation));
        }
    }

    private static void Check(float[] y, Action<float[]> run, Func<int, double> formula)
    {
        float[] actual = [.. y];
        run(actual);
        for (int i = 0; i < y.Length; i++) Assert.Equal(formula(i), actual[i], 2e-5);
    }

    private static float[] Numbers(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 8 - 4)];
    }
}
