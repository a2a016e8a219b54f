using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Benchmarks.Limits;

/// <summary>Loops that do nothing but what they measure.</summary>
internal static unsafe class PeakKernels
{
    /// <summary>Floating-point operations of one turn of <see cref="MultiplyAdd"/>: 16 multiply-adds of 16 numbers.</summary>
    public const int OperationsInTurn = 2 * 16 * 16;

    /// <summary>Multiply-adds on registers alone, 16 chains side by side.</summary>
    /// <returns>A number that depends on all of them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float MultiplyAdd(long turns)
    {
        Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(1e-3f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
        for (long t = 0; t < turns; t++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
            m = Vector512.FusedMultiplyAdd(m, x, y);
            n = Vector512.FusedMultiplyAdd(n, x, y);
            o = Vector512.FusedMultiplyAdd(o, x, y);
            p = Vector512.FusedMultiplyAdd(p, x, y);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
    }

    /// <summary>Reads numbers in order, eight vectors at a time.</summary>
    /// <param name="data">64-byte aligned.</param>
    /// <param name="length">A multiple of 128.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Read(float* data, long length)
    {
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (float* end = data + length; data < end; data += 128)
        {
            a += Vector512.Load(data);
            b += Vector512.Load(data + 16);
            c += Vector512.Load(data + 32);
            d += Vector512.Load(data + 48);
            e += Vector512.Load(data + 64);
            f += Vector512.Load(data + 80);
            g += Vector512.Load(data + 96);
            h += Vector512.Load(data + 112);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h);
    }
}
