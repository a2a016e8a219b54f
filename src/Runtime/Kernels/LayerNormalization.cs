using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>y = scale · (x − mean) / √(variance + ε) + shift over the numbers of one vector.</summary>
/// <remarks>Source: Ba, Kiros and Hinton 2016. Two passes over x, so that a large mean does not swallow the variance.</remarks>
internal static class LayerNormalization
{
    /// <summary>ε, as PyTorch and ONNX have it.</summary>
    public const float Epsilon = 1e-5f;

    /// <param name="x">[N].</param>
    /// <param name="scale">[N].</param>
    /// <param name="shift">[N].</param>
    /// <param name="y">[N]; may be <paramref name="x"/> itself.</param>
    /// <returns>1 / √(variance + ε).</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run(ReadOnlySpan<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> y)
    {
        scale = scale[..x.Length];
        shift = shift[..x.Length];
        y = y[..x.Length];
        Vector512<float> sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + 16 <= x.Length; i += 16) sums += Vector512.Create(x[i..]);
        float sum = Vector512.Sum(sums);
        for (; i < x.Length; i++) sum += x[i];
        float mean = sum / x.Length;
        sums = Vector512<float>.Zero;
        for (i = 0; i + 16 <= x.Length; i += 16)
        {
            Vector512<float> difference = Vector512.Create(x[i..]) - Vector512.Create(mean);
            sums += difference * difference;
        }
        float squares = Vector512.Sum(sums);
        for (; i < x.Length; i++) squares += (x[i] - mean) * (x[i] - mean);
        float factor = 1 / MathF.Sqrt(squares / x.Length + Epsilon);
        for (i = 0; i + 16 <= x.Length; i += 16)
            ((Vector512.Create(x[i..]) - Vector512.Create(mean)) * factor * Vector512.Create(scale[i..]) + Vector512.Create(shift[i..])).CopyTo(y[i..]);
        for (; i < x.Length; i++) y[i] = (x[i] - mean) * factor * scale[i] + shift[i];
        return factor;
    }
}
