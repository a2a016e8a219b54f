using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>The element-wise part of an LSTM step against its equations in double.</summary>
public sealed unsafe class LstmCellTests
{
    private const double Tolerance = 1e-6;
    private const float Behind = -7777;

    [Fact]
    public void Steps_equal_the_equations_for_any_number_of_units()
    {
        for (int units = 1; units <= 70; units++)
        {
            var random = new Random(units);
            float[] z = Numbers(4 * units, random, 8), c = Numbers(units, random, 2), before = [.. c], h = new float[units + 1];
            h[units] = Behind;
            fixed (float* pz = z, pc = c, ph = h) LstmCell.Run(pz, pc, ph, units);
            for (int n = 0; n < units; n++)
            {
                double cell = Sigmoid(z[units + n]) * before[n] + Sigmoid(z[n]) * Math.Tanh(z[2 * units + n]);
                Assert.Equal(cell, c[n], Tolerance);
                Assert.Equal(Sigmoid(z[3 * units + n]) * Math.Tanh(cell), h[n], Tolerance);
            }
            Assert.Equal((Behind, Behind), (c[units], h[units]));
        }
    }

    [Theory]
    [InlineData(-1e30f)]
    [InlineData(-200f)]
    [InlineData(200f)]
    [InlineData(1e30f)]
    public void Gates_that_are_driven_to_their_limits_open_or_close(float drive)
    {
        const int Units = 17; // One vector and one more.
        float[] z = [.. Enumerable.Repeat(drive, 4 * Units)], c = new float[Units], h = new float[Units];
        for (int t = 1; t <= 3; t++)
        {
            fixed (float* pz = z, pc = c, ph = h) LstmCell.Run(pz, pc, ph, Units);
            Assert.All(c, v => Assert.Equal(drive > 0 ? t : 0, v, Tolerance)); // Open gates add 1 a step, closed ones nothing.
            Assert.All(h, v => Assert.Equal(drive > 0 ? Math.Tanh(t) : 0, v, Tolerance));
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Random numbers of ±<paramref name="size"/> and a mark behind them.</summary>
    private static float[] Numbers(int length, Random random, float size) => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2 - 1) * size), Behind];
}
