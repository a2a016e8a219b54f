using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>Rounding inputs to 8 bits keeps its stated error.</summary>
public sealed class QuantizationTests
{
    [Fact]
    public void The_error_is_at_most_half_a_step_at_every_length()
    {
        for (int length = 0; length <= 70; length++)
        {
            foreach (float size in new[] { 1e-29f, 0.01f, 1f, 300f, 3e38f })
            {
                float[] x = [.. Panels.Numbers(new Random(length), length).Select(f => f * size)];
                (byte[] q, float factor) = Run(x);
                if (length > 0) Assert.Equal(x.Max(MathF.Abs) / 127, factor);
                for (int i = 0; i < length; i++)
                {
                    double error = Math.Abs((q[i] - Quantization.Zero) * (double)factor - x[i]);
                    Assert.True(error <= 0.50001 * factor, $"length {length}, element {i}: {x[i]} became {q[i]} times {factor}");
                    Assert.InRange(q[i], 1, 255);
                }
                Assert.All(q[length..], padding => Assert.Equal(Quantization.Zero, padding));
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(9e-31f)]
    [InlineData(float.Epsilon)]
    public void What_is_as_good_as_zero_becomes_zero(float x)
    {
        (byte[] q, float factor) = Run([.. Enumerable.Repeat(x, 37)]);
        Assert.Equal(1f, factor);
        Assert.All(q, b => Assert.Equal(Quantization.Zero, b));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_not_hidden(float bad)
    {
        for (int at = 0; at < 37; at++)
        {
            float[] x = Panels.Numbers(new Random(at), 37);
            x[at] = bad;
            Assert.False(float.IsFinite(Run(x).Factor), $"{bad} at {at}");
        }
    }

    [Fact]
    public unsafe void Signs_apart_are_the_same_numbers()
    {
        for (int length = 0; length <= 70; length++)
        {
            float[] x = Panels.Numbers(new Random(length), length);
            (byte[] q, float factor) = Run(x);
            byte[] values = [.. Enumerable.Repeat((byte)9, q.Length + 1)], signs = [.. values];
            fixed (float* px = x)
            fixed (byte* pv = values, ps = signs)
            {
                Assert.Equal(factor, Quantization.Run(px, length, pv, ps, out int negatives));
                Assert.Equal(q.Sum(b => Math.Max(0, Quantization.Zero - b)), negatives);
            }
            for (int i = 0; i < q.Length; i++) Assert.Equal(q[i] - Quantization.Zero, signs[i] == 0 ? values[i] : -values[i]);
            Assert.All(signs[..q.Length], sign => Assert.True(sign is 0 or 255));
            Assert.Equal((9, 9), (values[^1], signs[^1]));
        }
    }

    private static unsafe (byte[] Q, float Factor) Run(float[] x)
    {
        byte[] q = new byte[Quantization.PaddedLength(x.Length) + 1];
        fixed (float* px = x)
        fixed (byte* pq = q)
        {
            float factor = Quantization.Run(px, x.Length, pq);
            Assert.Equal(0, q[^1]);
            return (q[..^1], factor);
        }
    }
}
