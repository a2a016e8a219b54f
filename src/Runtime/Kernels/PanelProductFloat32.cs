using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>z = start + v·W for panels of float32 weights [P][K][64]; every sum runs over k in order, beginning with its start.</summary>
internal static unsafe partial class PanelProductFloat32
{
    private const int HalfWidth = 32; // Columns. A last layer of 29 letters would read and multiply as many zeros as weights.

    /// <param name="w">[P][K][64].</param>
    /// <param name="columns">N; those that fill up the last panel are zeros.</param>
    /// <param name="depth">K.</param>
    /// <param name="v">[vectors], the address of each vector [K].</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="start">[vectors, 64P]: z itself, or what all vectors begin with.</param>
    /// <param name="startStride">Distance of two rows of start; 0 if all vectors begin with the same.</param>
    /// <param name="z">[vectors, 64P].</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="order">Of the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* w, int columns, int depth, float** v, int vectors, float* start, nint startStride, float* z, nint zStride, PanelOrder order)
    {
        // One vector has only four sums a panel, too few to hide the latency of a multiply-add: four panels at a time have sixteen. A
        // matrix that is read again and again lies in the cache; there one panel at a time leaves the most for the way back.
        int together = vectors == 1 && order == PanelOrder.Once && Vector512.IsHardwareAccelerated ? 4 : 1;
        int panels = PanelMatrix.PanelsOf(columns);
        for (int i = 0; i < panels; i += together)
        {
            if (i + together > panels) together = 1;
            int p = order == PanelOrder.Backwards ? panels - i - together : i;
            float* panel = w + (nint)p * depth * 64, from = start + p * 64, target = z + p * 64;
            if (together == 4) FourPanels(panel, depth, v[0], from, target);
            else if (vectors == 1 && columns - p * 64 <= HalfWidth) HalfPanel(panel, depth, v[0], from, target);
            else if (vectors == 1) One(panel, depth, v[0], from, target);
            else Panel(panel, depth, v, vectors, columns - p * 64 <= HalfWidth, from, startStride, target, zStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel(float* w, int depth, float** v, int vectors, bool half, float* from, nint fromStride, float* z, nint zStride)
    {
        int r = 0;
        // Six vectors use each weight six times with 24 sums in registers: only where there are 32 registers of 512 bits.
        if (Vector512.IsHardwareAccelerated)
        {
            for (; r + 6 <= vectors; r += 6)
            {
                if (half) HalfSix(w, depth, v + r, from + r * fromStride, fromStride, z + r * zStride, zStride);
                else Six(w, depth, v + r, from + r * fromStride, fromStride, z + r * zStride, zStride);
            }
            for (; r + 4 <= vectors; r += 4) Four(w, depth, v + r, from + r * fromStride, fromStride, z + r * zStride, zStride);
            for (; r + 2 <= vectors; r += 2) Two(w, depth, v + r, from + r * fromStride, fromStride, z + r * zStride, zStride);
        }
        for (; r < vectors; r++) One(w, depth, v[r], from + r * fromStride, z + r * zStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourPanels(float* w, int depth, float* v, float* from, float* z)
    {
        float* w1 = w + (nint)depth * 64, w2 = w1 + (nint)depth * 64, w3 = w2 + (nint)depth * 64;
        Vector512<float> a0 = Vector512.Load(from), b0 = Vector512.Load(from + 16), c0 = Vector512.Load(from + 32), d0 = Vector512.Load(from + 48);
        Vector512<float> a1 = Vector512.Load(from + 64), b1 = Vector512.Load(from + 80), c1 = Vector512.Load(from + 96), d1 = Vector512.Load(from + 112);
        Vector512<float> a2 = Vector512.Load(from + 128), b2 = Vector512.Load(from + 144), c2 = Vector512.Load(from + 160), d2 = Vector512.Load(from + 176);
        Vector512<float> a3 = Vector512.Load(from + 192), b3 = Vector512.Load(from + 208), c3 = Vector512.Load(from + 224), d3 = Vector512.Load(from + 240);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalfPanel(float* w, int depth, float* v, float* from, float* z)
    {
        Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + 16);
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
    private static void One(float* w, int depth, float* v, float* from, float* z)
    {
        Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + 16), c = Vector512.Load(from + 32), d = Vector512.Load(from + 48);
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
}
