using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <content>A panel of one vector with a piece of another product beside it.</content>
internal static unsafe partial class PanelProductFloat32
{
    private const int RowsBeside = 4; // Rows of the panel for each k of the piece: 16 multiply-adds beside 24, in the time in which 16 vectors of weights arrive.

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneBeside(float* w, int depth, float* v, float* from, float* z, in Sweep sweep)
    {
        fixed (float* bias = sweep.Beside.Bias, packed = sweep.Beside.Packed, sums = sweep.Beside.Z)
            OneBeside(w, depth, v, from, z, sweep.Beside.Next(depth / RowsBeside, bias, packed, sums));
    }

    // 24 sums and 2 vectors of weights of the piece, 4 sums of the panel, a broadcast: 31 of the 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneBeside(float* w, int depth, float* v, float* from, float* z, in SidePiece piece)
    {
        float* u = piece.W, x = piece.V, f = piece.From, o = piece.Z, end = v + depth, stop = v + piece.Count * RowsBeside;
        nint fs = piece.FromStride, os = piece.Stride;
        Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + 16), c = Vector512.Load(from + 32), d = Vector512.Load(from + 48), y;
        Vector512<float> a0 = Vector512.Load(f), b0 = Vector512.Load(f + 16), a1 = Vector512.Load(f + fs), b1 = Vector512.Load(f + fs + 16);
        Vector512<float> a2 = Vector512.Load(f + 2 * fs), b2 = Vector512.Load(f + 2 * fs + 16), a3 = Vector512.Load(f + 3 * fs), b3 = Vector512.Load(f + 3 * fs + 16);
        Vector512<float> a4 = Vector512.Load(f + 4 * fs), b4 = Vector512.Load(f + 4 * fs + 16), a5 = Vector512.Load(f + 5 * fs), b5 = Vector512.Load(f + 5 * fs + 16);
        Vector512<float> a6 = Vector512.Load(f + 6 * fs), b6 = Vector512.Load(f + 6 * fs + 16), a7 = Vector512.Load(f + 7 * fs), b7 = Vector512.Load(f + 7 * fs + 16);
        Vector512<float> a8 = Vector512.Load(f + 8 * fs), b8 = Vector512.Load(f + 8 * fs + 16), a9 = Vector512.Load(f + 9 * fs), b9 = Vector512.Load(f + 9 * fs + 16);
        Vector512<float> a10 = Vector512.Load(f + 10 * fs), b10 = Vector512.Load(f + 10 * fs + 16), a11 = Vector512.Load(f + 11 * fs), b11 = Vector512.Load(f + 11 * fs + 16);
        for (; v < stop; v += RowsBeside, w += RowsBeside * 64, u += 64, x += SideProduct.Vectors)
        {
            Vector512<float> p = Vector512.Load(u), q = Vector512.Load(u + 16);
            y = Vector512.Create(v[0]); a = Fma(y, Vector512.Load(w), a); b = Fma(y, Vector512.Load(w + 16), b); c = Fma(y, Vector512.Load(w + 32), c); d = Fma(y, Vector512.Load(w + 48), d);
            y = Vector512.Create(x[0]); a0 = Fma(y, p, a0); b0 = Fma(y, q, b0);
            y = Vector512.Create(x[1]); a1 = Fma(y, p, a1); b1 = Fma(y, q, b1);
            y = Vector512.Create(x[2]); a2 = Fma(y, p, a2); b2 = Fma(y, q, b2);
            y = Vector512.Create(v[1]); a = Fma(y, Vector512.Load(w + 64), a); b = Fma(y, Vector512.Load(w + 80), b); c = Fma(y, Vector512.Load(w + 96), c); d = Fma(y, Vector512.Load(w + 112), d);
            y = Vector512.Create(x[3]); a3 = Fma(y, p, a3); b3 = Fma(y, q, b3);
            y = Vector512.Create(x[4]); a4 = Fma(y, p, a4); b4 = Fma(y, q, b4);
            y = Vector512.Create(x[5]); a5 = Fma(y, p, a5); b5 = Fma(y, q, b5);
            y = Vector512.Create(v[2]); a = Fma(y, Vector512.Load(w + 128), a); b = Fma(y, Vector512.Load(w + 144), b); c = Fma(y, Vector512.Load(w + 160), c); d = Fma(y, Vector512.Load(w + 176), d);
            y = Vector512.Create(x[6]); a6 = Fma(y, p, a6); b6 = Fma(y, q, b6);
            y = Vector512.Create(x[7]); a7 = Fma(y, p, a7); b7 = Fma(y, q, b7);
            y = Vector512.Create(x[8]); a8 = Fma(y, p, a8); b8 = Fma(y, q, b8);
            y = Vector512.Create(v[3]); a = Fma(y, Vector512.Load(w + 192), a); b = Fma(y, Vector512.Load(w + 208), b); c = Fma(y, Vector512.Load(w + 224), c); d = Fma(y, Vector512.Load(w + 240), d);
            y = Vector512.Create(x[9]); a9 = Fma(y, p, a9); b9 = Fma(y, q, b9);
            y = Vector512.Create(x[10]); a10 = Fma(y, p, a10); b10 = Fma(y, q, b10);
            y = Vector512.Create(x[11]); a11 = Fma(y, p, a11); b11 = Fma(y, q, b11);
        }
        a0.Store(o); b0.Store(o + 16);
        a1.Store(o + os); b1.Store(o + os + 16);
        a2.Store(o + 2 * os); b2.Store(o + 2 * os + 16);
        a3.Store(o + 3 * os); b3.Store(o + 3 * os + 16);
        a4.Store(o + 4 * os); b4.Store(o + 4 * os + 16);
        a5.Store(o + 5 * os); b5.Store(o + 5 * os + 16);
        a6.Store(o + 6 * os); b6.Store(o + 6 * os + 16);
        a7.Store(o + 7 * os); b7.Store(o + 7 * os + 16);
        a8.Store(o + 8 * os); b8.Store(o + 8 * os + 16);
        a9.Store(o + 9 * os); b9.Store(o + 9 * os + 16);
        a10.Store(o + 10 * os); b10.Store(o + 10 * os + 16);
        a11.Store(o + 11 * os); b11.Store(o + 11 * os + 16);
        for (; v < end; v++, w += 64)
        {
            y = Vector512.Create(*v);
            a = Fma(y, Vector512.Load(w), a);
            b = Fma(y, Vector512.Load(w + 16), b);
            c = Fma(y, Vector512.Load(w + 32), c);
            d = Fma(y, Vector512.Load(w + 48), d);
        }
        a.Store(z);
        b.Store(z + 16);
        c.Store(z + 32);
        d.Store(z + 48);
    }
}
