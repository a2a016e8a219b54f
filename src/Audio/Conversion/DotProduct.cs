using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Audio.Conversion;

/// <summary>Sum of products. The order of additions depends on the length alone, so equal data give equal bits.</summary>
internal static class DotProduct
{
    /// <summary>Lengths must be a multiple of this.</summary>
    public const int Block = 32;

    /// <summary>Dot product of the first <c>a.Length</c> values.</summary>
    // Vector512 falls apart into halves where the processor is narrower; two chains hide the latency of the multiply-add.
    // Optimised at once: a live stream should not wait for the runtime to compile its slow first code again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Compute(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector512<float>> x = MemoryMarshal.Cast<float, Vector512<float>>(a);
        ReadOnlySpan<Vector512<float>> y = MemoryMarshal.Cast<float, Vector512<float>>(b)[..x.Length];
        Vector512<float> even = default;
        Vector512<float> odd = default;
        for (int i = 0; i + 1 < x.Length; i += 2)
        {
            even = Vector512.MultiplyAddEstimate(x[i], y[i], even);
            odd = Vector512.MultiplyAddEstimate(x[i + 1], y[i + 1], odd);
        }

        return Vector512.Sum(even + odd);
    }
}
