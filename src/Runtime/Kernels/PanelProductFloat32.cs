using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>z += v·W for panels of float32 weights [P][K][64]; every sum runs over k in order, starting from z.</summary>
internal static unsafe class PanelProductFloat32
{
    private const int Piece = 128; // Rows of a panel: 32 KB.

    /// <param name="w">[P][K][64].</param>
    /// <param name="columns">N; those that fill up the last panel are zeros.</param>
    /// <param name="depth">K.</param>
    /// <param name="v">[vectors], the address of each vector [K].</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="z">[vectors, 64P].</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="order">Of the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* w, int columns, int depth, float** v, int vectors, float* z, nint zStride, PanelOrder order)
    {
        // One vector has only four sums a panel, too few to hide the latency of a multiply-add: four panels at a time have sixteen. A
        // matrix that is read again and again lies in the cache; there one panel at a time leaves the most for the way back.
        int together = vectors == 1 && order == PanelOrder.Once && Vector512.IsHardwareAccelerated ? 4 : 1;
        int panels = PanelMatrix.PanelsOf(columns);
        for (int i = 0; i < panels; i += together)
        {
            if (i + together > panels) together = 1;
            int p = order == PanelOrder.Backwards ? panels - i - together : i;
            float* panel = w + (nint)p * depth * 64, target = z + p * 64;
            if (together == 4) FourPanels(panel, depth, v[0], target);
            else if (vectors == 1 && columns - p * 64 <= 32) HalfPanel(panel, depth, v[0], target);
            else
            {
                // Groups of vectors read the same weights one after another: a piece of the panel at a time stays in the first-level cache.
                int piece = vectors > 6 ? Piece : depth;
                for (int k = 0; k < depth; k += piece) Panel(panel + (nint)k * 64, Math.Min(piece, depth - k), v, k, vectors, target, zStride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel(float* w, int depth, float** v, int start, int vectors, float* z, nint zStride)
    {
        int r = 0;
        // Six vectors use each weight six times with 24 sums in registers: only where there are 32 registers of 512 bits.
        if (Vector512.IsHardwareAccelerated)
        {
            for (; r + 6 <= vectors; r += 6) Six(w, depth, v + r, start, z + r * zStride, zStride);
            for (; r + 4 <= vectors; r += 4) Four(w, depth, v + r, start, z + r * zStride, zStride);
            for (; r + 2 <= vectors; r += 2) Two(w, depth, v + r, start, z + r * zStride, zStride);
        }
        for (; r < vectors; r++) One(w, depth, v[r] + start, z + r * zStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourPanels(float* w, int depth, float* v, float* z)
    {
        float* w1 = w + (nint)depth * 64, w2 = w1 + (nint)depth * 64, w3 = w2 + (nint)depth * 64;
        Vector512<float> a0 = Vector512.Load(z), b0 = Vector512.Load(z + 16), c0 = Vector512.Load(z + 32), d0 = Vector512.Load(z + 48);
        Vector512<float> a1 = Vector512.Load(z + 64), b1 = Vector512.Load(z + 80), c1 = Vector512.Load(z + 96), d1 = Vector512.Load(z + 112);
        Vector512<float> a2 = Vector512.Load(z + 128), b2 = Vector512.Load(z + 144), c2 = Vector512.Load(z + 160), d2 = Vector512.Load(z + 176);
        Vector512<float> a3 = Vector512.Load(z + 192), b3 = Vector512.Load(z + 208), c3 = Vector512.Load(z + 224), d3 = Vector512.Load(z + 240);
        for (float* end = v + depth; v < end; v++, w += 64, w1 += 64, w2 += 64, w3 += 64)
        {
            Vector512<float> x = Vector512.Create(*v);
            a0 = Fma(x, Vector512.Load(w), a0); b0 = Fma(x, Vector512.Load(w + 16), b0); c0 = Fma(x, Vector512.Load(w + 32), c0); d0 = Fma(x, Vector512.Load(w + 48), d0);
            a1 = Fma(x, Vector512.Load(w1), a1); b1 = Fma(x, Vector512.Load(w1 + 16), b1); c1 = Fma(x, Vector512.Load(w1 + 32), c1); d1 = Fma(x, Vector512.Load(w1 + 48), d1);
            a2 = Fma(x, Vector512.Load(w2), a2); b2 = Fma(x, Vector512.Load(w2 + 16), b2); c2 = Fma(x, Vector512.Load(w2 + 32), c2); d2 = Fma(x, Vector512.Load(w2 + 48), d2);
            a3 = Fma(x, Vector512.Load(w3), a3); b3 = Fma(x, Vector512.Load(w3 + 16), b3); c3 = Fma(x, Vector512.Load(w3 + 32), c3); d3 = Fma(x, Vector512.Load(w3 + 48), d3);
        }
        a0.Store(z); b0.Store(z + 16); c0.Store(z + 32); d0.Store(z + 48);
        a1.Store(z + 64); b1.Store(z + 80); c1.Store(z + 96); d1.Store(z + 112);
        a2.Store(z + 128); b2.Store(z + 144); c2.Store(z + 160); d2.Store(z + 176);
        a3.Store(z + 192); b3.Store(z + 208); c3.Store(z + 224); d3.Store(z + 240);
    }

    // A last layer of 29 letters would read as many zeros as weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalfPanel(float* w, int depth, float* v, float* z)
    {
        Vector512<float> a = Vector512.Load(z), b = Vector512.Load(z + 16);
        for (float* end = v + depth; v < end; v++, w += 64)
        {
            Vector512<float> x = Vector512.Create(*v);
            a = Fma(x, Vector512.Load(w), a);
            b = Fma(x, Vector512.Load(w + 16), b);
        }
        a.Store(z);
        b.Store(z + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* w, int depth, float* v, float* z)
    {
        Vector512<float> a = Vector512.Load(z), b = Vector512.Load(z + 16), c = Vector512.Load(z + 32), d = Vector512.Load(z + 48);
        for (float* end = v + depth; v < end; v++, w += 64)
        {
            Vector512<float> x = Vector512.Create(*v);
            a = Fma(x, Vector512.Load(w), a);
            b = Fma(x, Vector512.Load(w + 16), b);
            c = Fma(x, Vector512.Load(w + 32), c);
            d = Fma(x, Vector512.Load(w + 48), d);
        }
        a.Store(z);
        b.Store(z + 16);
        c.Store(z + 32);
        d.Store(z + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(float* w, int depth, float** v, int start, float* z, nint zStride)
    {
        float* z1 = z + zStride, v0 = v[0] + start, v1 = v[1] + start;
        Vector512<float> a0 = Vector512.Load(z), b0 = Vector512.Load(z + 16), c0 = Vector512.Load(z + 32), d0 = Vector512.Load(z + 48);
        Vector512<float> a1 = Vector512.Load(z1), b1 = Vector512.Load(z1 + 16), c1 = Vector512.Load(z1 + 32), d1 = Vector512.Load(z1 + 48);
        for (nint k = 0; k < depth; k++, w += 64)
        {
            Vector512<float> wa = Vector512.Load(w), wb = Vector512.Load(w + 16), wc = Vector512.Load(w + 32), wd = Vector512.Load(w + 48);
            Vector512<float> x = Vector512.Create(v0[k]), y = Vector512.Create(v1[k]);
            a0 = Fma(x, wa, a0); b0 = Fma(x, wb, b0); c0 = Fma(x, wc, c0); d0 = Fma(x, wd, d0);
            a1 = Fma(y, wa, a1); b1 = Fma(y, wb, b1); c1 = Fma(y, wc, c1); d1 = Fma(y, wd, d1);
        }
        a0.Store(z); b0.Store(z + 16); c0.Store(z + 32); d0.Store(z + 48);
        a1.Store(z1); b1.Store(z1 + 16); c1.Store(z1 + 32); d1.Store(z1 + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* w, int depth, float** v, int start, float* z, nint zStride)
    {
        float* z1 = z + zStride, z2 = z1 + zStride, z3 = z2 + zStride, v0 = v[0] + start, v1 = v[1] + start, v2 = v[2] + start, v3 = v[3] + start;
        Vector512<float> a0 = Vector512.Load(z), b0 = Vector512.Load(z + 16), c0 = Vector512.Load(z + 32), d0 = Vector512.Load(z + 48);
        Vector512<float> a1 = Vector512.Load(z1), b1 = Vector512.Load(z1 + 16), c1 = Vector512.Load(z1 + 32), d1 = Vector512.Load(z1 + 48);
        Vector512<float> a2 = Vector512.Load(z2), b2 = Vector512.Load(z2 + 16), c2 = Vector512.Load(z2 + 32), d2 = Vector512.Load(z2 + 48);
        Vector512<float> a3 = Vector512.Load(z3), b3 = Vector512.Load(z3 + 16), c3 = Vector512.Load(z3 + 32), d3 = Vector512.Load(z3 + 48);
        for (nint k = 0; k < depth; k++, w += 64)
        {
            Vector512<float> wa = Vector512.Load(w), wb = Vector512.Load(w + 16), wc = Vector512.Load(w + 32), wd = Vector512.Load(w + 48), x;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(float* w, int depth, float** v, int start, float* z, nint zStride)
    {
        float* z1 = z + zStride, z2 = z1 + zStride, z3 = z2 + zStride, z4 = z3 + zStride, z5 = z4 + zStride;
        float* v0 = v[0] + start, v1 = v[1] + start, v2 = v[2] + start, v3 = v[3] + start, v4 = v[4] + start, v5 = v[5] + start;
        Vector512<float> a0 = Vector512.Load(z), b0 = Vector512.Load(z + 16), c0 = Vector512.Load(z + 32), d0 = Vector512.Load(z + 48);
        Vector512<float> a1 = Vector512.Load(z1), b1 = Vector512.Load(z1 + 16), c1 = Vector512.Load(z1 + 32), d1 = Vector512.Load(z1 + 48);
        Vector512<float> a2 = Vector512.Load(z2), b2 = Vector512.Load(z2 + 16), c2 = Vector512.Load(z2 + 32), d2 = Vector512.Load(z2 + 48);
        Vector512<float> a3 = Vector512.Load(z3), b3 = Vector512.Load(z3 + 16), c3 = Vector512.Load(z3 + 32), d3 = Vector512.Load(z3 + 48);
        Vector512<float> a4 = Vector512.Load(z4), b4 = Vector512.Load(z4 + 16), c4 = Vector512.Load(z4 + 32), d4 = Vector512.Load(z4 + 48);
        Vector512<float> a5 = Vector512.Load(z5), b5 = Vector512.Load(z5 + 16), c5 = Vector512.Load(z5 + 32), d5 = Vector512.Load(z5 + 48);
        for (nint k = 0; k < depth; k++, w += 64)
        {
            Vector512<float> wa = Vector512.Load(w), wb = Vector512.Load(w + 16), wc = Vector512.Load(w + 32), wd = Vector512.Load(w + 48), x;
            x = Vector512.Create(v0[k]); a0 = Fma(x, wa, a0); b0 = Fma(x, wb, b0); c0 = Fma(x, wc, c0); d0 = Fma(x, wd, d0);
            x = Vector512.Create(v1[k]); a1 = Fma(x, wa, a1); b1 = Fma(x, wb, b1); c1 = Fma(x, wc, c1); d1 = Fma(x, wd, d1);
            x = Vector512.Create(v2[k]); a2 = Fma(x, wa, a2); b2 = Fma(x, wb, b2); c2 = Fma(x, wc, c2); d2 = Fma(x, wd, d2);
            x = Vector512.Create(v3[k]); a3 = Fma(x, wa, a3); b3 = Fma(x, wb, b3); c3 = Fma(x, wc, c3); d3 = Fma(x, wd, d3);
            x = Vector512.Create(v4[k]); a4 = Fma(x, wa, a4); b4 = Fma(x, wb, b4); c4 = Fma(x, wc, c4); d4 = Fma(x, wd, d4);
            x = Vector512.Create(v5[k]); a5 = Fma(x, wa, a5); b5 = Fma(x, wb, b5); c5 = Fma(x, wc, c5); d5 = Fma(x, wd, d5);
        }
        a0.Store(z); b0.Store(z + 16); c0.Store(z + 32); d0.Store(z + 48);
        a1.Store(z1); b1.Store(z1 + 16); c1.Store(z1 + 32); d1.Store(z1 + 48);
        a2.Store(z2); b2.Store(z2 + 16); c2.Store(z2 + 32); d2.Store(z2 + 48);
        a3.Store(z3); b3.Store(z3 + 16); c3.Store(z3 + 32); d3.Store(z3 + 48);
        a4.Store(z4); b4.Store(z4 + 16); c4.Store(z4 + 32); d4.Store(z4 + 48);
        a5.Store(z5); b5.Store(z5 + 16); c5.Store(z5 + 32); d5.Store(z5 + 48);
    }
}
