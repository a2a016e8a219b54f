using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Scalar product of two vectors.</summary>
internal static class DotProduct
{
    /// <summary>Sum of products of two vectors of the same length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a), vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sum0 = Vector<float>.Zero, sum1 = sum0;
        int i = 0;
        for (; i + 2 <= va.Length && i + 2 <= vb.Length; i += 2)
        {
            sum0 += va[i] * vb[i];
            sum1 += va[i + 1] * vb[i + 1];
        }
        if (i < va.Length) sum0 += va[i] * vb[i];
        float sum = Vector.Sum(sum0 + sum1);
        for (int k = va.Length * Vector<float>.Count; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }
}
