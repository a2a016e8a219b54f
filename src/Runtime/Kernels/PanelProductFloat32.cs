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
    /// <param name="sweep">Over the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* w, int columns, int depth, float** v, int vectors, float* start, nint startStride, float* z, nint zStride, in Sweep sweep)
    {
        int panels = PanelMatrix.PanelsOf(columns);
        for (int i = 0; i < panels; i++)
        {
            int p = sweep.Panel(i, panels);
            float* panel = w + (nint)p * depth * 64, from = start + p * 64, target = z + p * 64;
            bool half = columns - p * 64 <= HalfWidth;
            if (vectors > 1) Panel(panel, depth, v, vectors, half, from, startStride, target, zStride);
            else if (half) HalfPanel(panel, depth, v[0], from, target);
            else if (!sweep.Beside.IsDone) OneBeside(panel, depth, v[0], from, target, sweep);
            else One(panel, depth, v[0], from, target);
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
        for (float* end = v + depth; v < end;)
        {
            PageAhead.Fetch(w);
            for (float* stop = (float*)Math.Min((nint)(v + PageAhead.Bytes / (64 * sizeof(float))), (nint)end); v < stop; v++, w += 64)
            {
                Vector512<float> x = Vector512.Create(*v);
                a = Fma(x, Vector512.Load(w), a);
                b = Fma(x, Vector512.Load(w + 16), b);
                c = Fma(x, Vector512.Load(w + 32), c);
                d = Fma(x, Vector512.Load(w + 48), d);
            }
        }
        a.Store(z);
        b.Store(z + 16);
        c.Store(z + 32);
        d.Store(z + 48);
    }
}
