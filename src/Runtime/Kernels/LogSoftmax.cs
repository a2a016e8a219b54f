using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>y_i = x_i − ln Σ_j e^x_j, computed relative to the largest x so that nothing overflows.</summary>
internal static class LogSoftmax
{
    /// <param name="x">[V].</param>
    /// <param name="y">[V]; may be <paramref name="x"/> itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> x, Span<float> y)
    {
        float maximum = Maximum(x);
        Vector512<float> top = Vector512.Create(maximum), sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + 16 <= x.Length; i += 16) sums += Exp(Vector512.Create(x[i..]) - top);
        float sum = Vector512.Sum(sums);
        for (; i < x.Length; i++) sum += MathF.Exp(x[i] - maximum);
        float offset = maximum + MathF.Log(sum);
        for (i = 0; i + 16 <= x.Length; i += 16) (Vector512.Create(x[i..]) - Vector512.Create(offset)).CopyTo(y[i..]);
        for (; i < x.Length; i++) y[i] = x[i] - offset;
    }

    /// <summary>The largest of the numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static float Maximum(ReadOnlySpan<float> x)
    {
        Vector512<float> largest = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i + 16 <= x.Length; i += 16) largest = Vector512.Max(largest, Vector512.Create(x[i..]));
        Vector256<float> half = Vector256.Max(largest.GetLower(), largest.GetUpper());
        Vector128<float> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        float maximum = MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
        for (; i < x.Length; i++) maximum = MathF.Max(maximum, x[i]);
        return maximum;
    }
}
