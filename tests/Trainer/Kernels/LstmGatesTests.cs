using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Tests.Kernels;

/// <summary>The element-wise part of an LSTM step and its derivative against the equations of docs/bptt.md in double.</summary>
public sealed unsafe class LstmGatesTests
{
    private const double Tolerance = 2e-6;

    public static TheoryData<int> Units => [.. Enumerable.Range(1, 20), 31, 32, 33, 50];

    [Theory]
    [MemberData(nameof(Units))]
    public void Forward_equals_the_equations(int units)
    {
        var random = new Random(units);
        float[] z = Numbers(4 * units, random, 4), previous = Numbers(units, random, 2), cell = new float[units], output = new float[units], activations = [.. z];
        fixed (float* pz = activations, pp = previous, pc = cell, po = output) LstmGates.Forward(pz, pp, pc, po, units);
        for (int n = 0; n < units; n++)
        {
            double Z(int gate) => z[gate * units + n];
            double i = Sigmoid(Z(0)), f = Sigmoid(Z(1)), g = Math.Tanh(Z(2)), o = Sigmoid(Z(3)), c = f * previous[n] + i * g;
            double[] expected = [i, f, g, o];
            for (int gate = 0; gate < 4; gate++) Assert.Equal(expected[gate], activations[gate * units + n], Tolerance);
            Assert.Equal(c, cell[n], Tolerance);
            Assert.Equal(o * Math.Tanh(c), output[n], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void Backward_equals_the_equations(int units)
    {
        var random = new Random(units);
        float[] gates = [.. Numbers(4 * units, random, 1).Select((v, n) => n / units == 2 ? v : MathF.Abs(v))];
        float[] previous = Numbers(units, random, 2), cell = Numbers(units, random, 2), dh = Numbers(units, random, 1), next = Numbers(units, random, 1);
        float[] dz = [.. gates], dc = [.. next];
        fixed (float* pz = dz, pp = previous, pc = cell, ph = dh, pd = dc) LstmGates.Backward(pz, pp, pc, ph, pd, units);
        for (int n = 0; n < units; n++)
        {
            double i = gates[n], f = gates[units + n], g = gates[2 * units + n], o = gates[3 * units + n], t = Math.Tanh(cell[n]);
            double dOut = dh[n], dCell = next[n] + dOut * o * (1 - t * t);
            double[] expected = [dCell * g * i * (1 - i), dCell * previous[n] * f * (1 - f), dCell * i * (1 - g * g), dOut * t * o * (1 - o)];
            for (int gate = 0; gate < 4; gate++) Assert.Equal(expected[gate], dz[gate * units + n], Tolerance);
            Assert.Equal(dCell * f, dc[n], Tolerance);
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static float[] Numbers(int length, Random random, float size) => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2 - 1) * size)];
}
