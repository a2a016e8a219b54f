using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

public sealed class VectorMathTests
{
    [Fact]
    public void Log_keeps_its_stated_error()
    {
        for (float x = 1.2e-38f; x < 3e38f; x *= 1.00037f)
        {
            double expected = Math.Log(x), error = Math.Abs(VectorMath.Log(Vector512.Create(x))[0] - expected);
            Assert.True(error <= 1e-7 + 1e-7 * Math.Abs(expected), $"ln {x}: error {error}");
        }
        Assert.Equal(0f, VectorMath.Log(Vector512<float>.One)[0]);
    }

    [Fact]
    public void Exp_keeps_its_stated_error()
    {
        for (float x = -87; x <= 88; x += 0.0031f)
        {
            double expected = Math.Exp(x), error = Math.Abs(VectorMath.Exp(Vector512.Create(x))[0] - expected);
            Assert.True(error <= 2e-7 * expected, $"e^{x}: relative error {error / expected}");
        }
        Assert.True(float.IsNaN(VectorMath.Exp(Vector512.Create(float.NaN))[0]));
    }

    [Fact]
    public void Sigmoid_and_tanh_keep_their_stated_errors()
    {
        for (float x = -100; x <= 100; x += 0.0037f)
        {
            Assert.Equal(1 / (1 + Math.Exp(-x)), VectorMath.Sigmoid(Vector512.Create(x))[0], 2e-7);
            Assert.Equal(Math.Tanh(x), VectorMath.Tanh(Vector512.Create(x))[0], 3e-7);
        }
    }
}
