using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Tests.Kernels;

/// <summary>The element-wise parts of cells backward against the equations of docs/bptt.md in double.</summary>
public sealed unsafe class CellGatesTests
{
    private const double Tolerance = 2e-6;
    private const int Units = 19;

    [Fact]
    public void Derivatives_follow_from_the_results()
    {
        foreach (Activation function in Enum.GetValues<Activation>())
        {
            float[] y = Numbers(1, 1), dy = Numbers(2, 1), replaced = [.. y], scaled = [.. dy];
            fixed (float* py = y, pd = dy, pr = replaced, ps = scaled)
            {
                ActivationGradient.Run(function, pd, pr, Units);
                ActivationGradient.Apply(function, py, ps, Units);
            }
            for (int i = 0; i < Units; i++)
            {
                Assert.Equal(dy[i] * Slope(function, y[i]), replaced[i], Tolerance);
                Assert.Equal(dy[i] * Slope(function, y[i]), scaled[i], Tolerance);
                Assert.Equal(Slope(function, y[i]), ActivationGradient.Of(function, y[i]), Tolerance);
            }
        }
    }

    [Fact]
    public void A_GRU_goes_back_through_candidate_and_gates()
    {
        float[] u = Gate(1), r = Gate(2), n = Numbers(3, 1), before = Numbers(4, 1), dh = Numbers(5, 1), other = Numbers(6, 1);
        float[] dzu = [.. u], dzn = [.. n], d = [.. dh];
        fixed (float* pu = dzu, pn = dzn, pb = before, pd = d) GruGates.Backward(pu, pn, pb, pd, Units);
        for (int j = 0; j < Units; j++)
        {
            Assert.Equal((double)dh[j] * (n[j] - before[j]) * u[j] * (1 - u[j]), dzu[j], Tolerance);
            Assert.Equal((double)dh[j] * u[j] * (1 - n[j] * n[j]), dzn[j], Tolerance);
            Assert.Equal((double)dh[j] * (1 - u[j]), d[j], Tolerance);
        }
        float[] dzr = [.. r], sum = [.. d];
        fixed (float* pr = dzr, pb = before, pq = other, pd = sum) GruGates.BackwardResetBefore(pr, pb, pq, pd, Units);
        for (int j = 0; j < Units; j++)
        {
            Assert.Equal((double)other[j] * before[j] * r[j] * (1 - r[j]), dzr[j], Tolerance);
            Assert.Equal(d[j] + (double)other[j] * r[j], sum[j], Tolerance);
        }
        float[] k = [.. other];
        dzr = [.. r];
        fixed (float* pr = dzr, pn = dzn, pk = k) GruGates.BackwardResetAfter(pr, pn, pk, Units);
        for (int j = 0; j < Units; j++)
        {
            Assert.Equal((double)dzn[j] * other[j] * r[j] * (1 - r[j]), dzr[j], Tolerance);
            Assert.Equal((double)dzn[j] * r[j], k[j], Tolerance);
        }
    }

    [Theory]
    [InlineData(Activation.Sigmoid, Activation.Tanh, Activation.Tanh, true)]
    [InlineData(Activation.Sigmoid, Activation.Linear, Activation.Linear, false)]
    [InlineData(Activation.Tanh, Activation.Relu, Activation.Sigmoid, true)]
    public void An_LSTM_with_any_functions_goes_back_through_cells_and_peepholes(Activation gate, Activation input, Activation output, bool peepholes)
    {
        float[] z = [.. Gate(1), .. Gate(2), .. Numbers(3, 1), .. Gate(4)], p = Numbers(5, 1, 3 * Units), previous = Numbers(6, 2), cell = Numbers(7, 2), dm = Numbers(8, 1), next = Numbers(9, 1);
        float[] dz = [.. z], dc = [.. next], scratch = new float[Units];
        fixed (float* pz = dz, pp = p, pr = previous, pc = cell, pm = dm, pd = dc, ps = scratch)
            GeneralLstmGates.Backward(pz, peepholes ? pp : null, new LstmFunctions(gate, input, output), pr, pc, pm, pd, ps, Units);
        for (int j = 0; j < Units; j++)
        {
            double P(int which) => peepholes ? p[which * Units + j] : 0;
            double i = z[j], f = z[Units + j], g = z[2 * Units + j], o = z[3 * Units + j], t = Of(output, cell[j]);
            double dzo = dm[j] * t * Slope(gate, o), dCell = next[j] + dm[j] * o * Slope(output, t) + dzo * P(2);
            double dzi = dCell * g * Slope(gate, i), dzf = dCell * previous[j] * Slope(gate, f);
            double[] expected = [dzi, dzf, dCell * i * Slope(input, g), dzo];
            for (int block = 0; block < 4; block++) Assert.Equal(expected[block], dz[block * Units + j], 1e-5);
            Assert.Equal(dCell * f + dzi * P(0) + dzf * P(1), dc[j], 1e-5);
        }
    }

    private static double Slope(Activation function, double y) => function switch
    {
        Activation.Sigmoid => y * (1 - y),
        Activation.Tanh => 1 - y * y,
        Activation.Relu => y > 0 ? 1 : 0,
        _ => 1,
    };

    private static double Of(Activation function, double x) => function switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.Relu => Math.Max(x, 0),
        _ => x,
    };

    private static float[] Gate(int seed) => [.. Numbers(seed, 1).Select(MathF.Abs)];

    private static float[] Numbers(int seed, float size, int length = Units)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2 - 1) * size)];
    }
}
