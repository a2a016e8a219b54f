using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>z = start + v·W for panels of bfloat16 weights, widened to float32 on the way; sums as in <see cref="PanelProductFloat32"/>.</summary>
internal static unsafe class PanelProductBfloat16
{
    private const uint UpperHalf = 0xFFFF0000;

    /// <param name="w">[P][K][32] pairs, see <see cref="PanelMatrix"/>.</param>
    /// <param name="panels">P.</param>
    /// <param name="depth">K.</param>
    /// <param name="v">[vectors], the address of each vector [K].</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="start">[vectors, 64P]: z itself, or what all vectors begin with.</param>
    /// <param name="startStride">Distance of two rows of start; 0 if all vectors begin with the same.</param>
    /// <param name="z">[vectors, 64P].</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="sweep">Over the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(uint* w, int panels, int depth, float** v, int vectors, float* start, nint startStride, float* z, nint zStride, in Sweep sweep)
    {
        for (int i = 0; i < panels; i++)
        {
            int p = sweep.Panel(i, panels);
            uint* panel = w + (nint)p * depth * 32;
            if (vectors > 1) Panel(panel, depth, v, vectors, start + p * 64, startStride, z + p * 64, zStride);
            else One(panel, depth, v[0], start + p * 64, z + p * 64);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel(uint* w, int depth, float** v, int vectors, float* from, nint fromStride, float* z, nint zStride)
    {
        int r = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; r + 4 <= vectors; r += 4) Four(w, depth, v + r, from + r * fromStride, fromStride, z + r * zStride, zStride);
        }
        for (; r < vectors; r++) One(w, depth, v[r], from + r * fromStride, z + r * zStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(uint* w, int depth, float* v, float* from, float* z)
    {
        Vector512<uint> mask = Vector512.Create(UpperHalf);
        Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + 16), c = Vector512.Load(from + 32), d = Vector512.Load(from + 48);
        for (float* end = v + depth; v < end;)
        {
            PageAhead.Fetch(w);
            for (float* stop = (float*)Math.Min((nint)(v + PageAhead.Bytes / (32 * sizeof(uint))), (nint)end); v < stop; v++, w += 32)
            {
                Vector512<float> x = Vector512.Create(*v);
                Vector512<uint> ab = Vector512.Load(w), cd = Vector512.Load(w + 16);
                a = Fma(x, Vector512.ShiftLeft(ab, 16).AsSingle(), a);
                b = Fma(x, (ab & mask).AsSingle(), b);
                c = Fma(x, Vector512.ShiftLeft(cd, 16).AsSingle(), c);
                d = Fma(x, (cd & mask).AsSingle(), d);
            }
        }
        a.Store(z);
        b.Store(z + 16);
        c.Store(z + 32);
        d.Store(z + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(uint* w, int depth, float** v, float* from, nint fromStride, float* z, nint zStride)
    {
        Vector512<uint> mask = Vector512.Create(UpperHalf);
        float* f1 = from + fromStride, f2 = f1 + fromStride, f3 = f2 + fromStride;
        float* z1 = z + zStride, z2 = z1 + zStride, z3 = z2 + zStride, v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3];
        Vector512<float> a0 = Vector512.Load(from), b0 = Vector512.Load(from + 16), c0 = Vector512.Load(from + 32), d0 = Vector512.Load(from + 48);
        Vector512<float> a1 = Vector512.Load(f1), b1 = Vector512.Load(f1 + 16), c1 = Vector512.Load(f1 + 32), d1 = Vector512.Load(f1 + 48);
        Vector512<float> a2 = Vector512.Load(f2), b2 = Vector512.Load(f2 + 16), c2 = Vector512.Load(f2 + 32), d2 = Vector512.Load(f2 + 48);
        Vector512<float> a3 = Vector512.Load(f3), b3 = Vector512.Load(f3 + 16), c3 = Vector512.Load(f3 + 32), d3 = Vector512.Load(f3 + 48);
        for (nint k = 0; k < depth; k++, w += 32)
        {
            Vector512<uint> ab = Vector512.Load(w), cd = Vector512.Load(w + 16);
            Vector512<float> wa = Vector512.ShiftLeft(ab, 16).AsSingle(), wb = (ab & mask).AsSingle(), wc = Vector512.ShiftLeft(cd, 16).AsSingle(), wd = (cd & mask).AsSingle(), x;
            x = Vector512.Create(v0[k]); a0 = Fma(x, wa, a0); b0 = Fma(x, wb, b0); c0 = Fma(x, wc, c0); d0 = Fma(x, wd, d0);
            x = Vector512.Create(v1[k]); a1 = Fma(x, wa, a1); b1 = Fma(x, wb, b1); c1 = Fma(x, wc, c1); d1 = Fma(x, wd, d1);
            x = Vector512.Create(v2[k]); a2 = Fma(x, wa, a2); b2 = Fma(x, wb, b2); c2 = Fma(x, wc, c2); d2 = Fma(x, wd, d2);
            x = Vector512.Create(v3[k]); a3 = Fma(x, wa, a3); b3 = Fma(x, wb, b3); c3 = Fma(x, wc, c3); d3 = Fma(x, wd, d3);
        }
        a0.Store(z); b0.Store(z + 16); c0.Store(z + 32); d0.Store(z + 48);
        a1.Store(z1); b1.Store(z1 + 16); c1.Store(z1 + 32); d1.Store(z1 + 48);
        a2.Store(z2); b2.Store(z2 + 16); c2.Store(z2 + 32); d2.Store(z2 + 48);
        a3.Store(z3); b3.Store(z3 + 16); c3.Store(z3 + 32); d3.Store(z3 + 48);
    }
}
