using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Cosine distances of one frame to many: cost[j] = 1 − Σ_d x[d]·y[d, j], all frames of length 1.</summary>
internal static class CosineCosts
{
    /// <summary>Frames that are computed together; columns are padded to a multiple of this.</summary>
    public const int Width = 16;

    /// <summary>The costs of the columns [first, first + costs.Length). Each is the sum over d in rising order, whatever the range.</summary>
    /// <param name="frame">x [D].</param>
    /// <param name="columns">y [D, stride], column after column of other frames.</param>
    /// <param name="stride">Distance of two rows of <paramref name="columns"/>.</param>
    /// <param name="first">First column, a multiple of <see cref="Width"/>.</param>
    /// <param name="costs">Out; its length is a multiple of <see cref="Width"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> frame, ReadOnlySpan<float> columns, int stride, int first, Span<float> costs)
    {
        Span<Vector512<float>> target = MemoryMarshal.Cast<float, Vector512<float>>(costs);
        int at = 0;
        for (; at + 4 <= target.Length; at += 4)
        {
            Vector512<float> a = Vector512<float>.One, b = a, c = a, d = a;
            for (int k = 0; k < frame.Length; k++)
            {
                Vector512<float> x = Vector512.Create(-frame[k]);
                ReadOnlySpan<Vector512<float>> y = MemoryMarshal.Cast<float, Vector512<float>>(columns.Slice(k * stride + first + at * Width, 4 * Width));
                a = Fma(x, y[0], a);
                b = Fma(x, y[1], b);
                c = Fma(x, y[2], c);
                d = Fma(x, y[3], d);
            }
            (target[at], target[at + 1], target[at + 2], target[at + 3]) = (a, b, c, d);
        }
        for (; at < target.Length; at++)
        {
            Vector512<float> a = Vector512<float>.One;
            for (int k = 0; k < frame.Length; k++)
                a = Fma(Vector512.Create(-frame[k]), MemoryMarshal.Cast<float, Vector512<float>>(columns.Slice(k * stride + first + at * Width, Width))[0], a);
            target[at] = a;
        }
    }
}
