using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <content>Several vectors at a time: each weight is read once for all of them.</content>
internal static unsafe partial class PanelProductFloat32
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(float* w, int depth, float** v, float* from, nint fromStride, float* z, nint zStride)
    {
        float* f1 = from + fromStride, z1 = z + zStride, v0 = v[0], v1 = v[1];
        Vector512<float> a0 = Vector512.Load(from), b0 = Vector512.Load(from + 16), c0 = Vector512.Load(from + 32), d0 = Vector512.Load(from + 48);
        Vector512<float> a1 = Vector512.Load(f1), b1 = Vector512.Load(f1 + 16), c1 = Vector512.Load(f1 + 32), d1 = Vector512.Load(f1 + 48);
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
    private static void Four(float* w, int depth, float** v, float* from, nint fromStride, float* z, nint zStride)
    {
        float* f1 = from + fromStride, f2 = f1 + fromStride, f3 = f2 + fromStride;
        float* z1 = z + zStride, z2 = z1 + zStride, z3 = z2 + zStride, v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3];
        Vector512<float> a0 = Vector512.Load(from), b0 = Vector512.Load(from + 16), c0 = Vector512.Load(from + 32), d0 = Vector512.Load(from + 48);
        Vector512<float> a1 = Vector512.Load(f1), b1 = Vector512.Load(f1 + 16), c1 = Vector512.Load(f1 + 32), d1 = Vector512.Load(f1 + 48);
        Vector512<float> a2 = Vector512.Load(f2), b2 = Vector512.Load(f2 + 16), c2 = Vector512.Load(f2 + 32), d2 = Vector512.Load(f2 + 48);
        Vector512<float> a3 = Vector512.Load(f3), b3 = Vector512.Load(f3 + 16), c3 = Vector512.Load(f3 + 32), d3 = Vector512.Load(f3 + 48);
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
    private static void Six(float* w, int depth, float** v, float* from, nint fromStride, float* z, nint zStride)
    {
        float* f1 = from + fromStride, f2 = f1 + fromStride, f3 = f2 + fromStride, f4 = f3 + fromStride, f5 = f4 + fromStride;
        float* z1 = z + zStride, z2 = z1 + zStride, z3 = z2 + zStride, z4 = z3 + zStride, z5 = z4 + zStride;
        float* v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4], v5 = v[5];
        Vector512<float> a0 = Vector512.Load(from), b0 = Vector512.Load(from + 16), c0 = Vector512.Load(from + 32), d0 = Vector512.Load(from + 48);
        Vector512<float> a1 = Vector512.Load(f1), b1 = Vector512.Load(f1 + 16), c1 = Vector512.Load(f1 + 32), d1 = Vector512.Load(f1 + 48);
        Vector512<float> a2 = Vector512.Load(f2), b2 = Vector512.Load(f2 + 16), c2 = Vector512.Load(f2 + 32), d2 = Vector512.Load(f2 + 48);
        Vector512<float> a3 = Vector512.Load(f3), b3 = Vector512.Load(f3 + 16), c3 = Vector512.Load(f3 + 32), d3 = Vector512.Load(f3 + 48);
        Vector512<float> a4 = Vector512.Load(f4), b4 = Vector512.Load(f4 + 16), c4 = Vector512.Load(f4 + 32), d4 = Vector512.Load(f4 + 48);
        Vector512<float> a5 = Vector512.Load(f5), b5 = Vector512.Load(f5 + 16), c5 = Vector512.Load(f5 + 32), d5 = Vector512.Load(f5 + 48);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void HalfSix(float* w, int depth, float** v, float* from, nint fromStride, float* z, nint zStride)
    {
        float* f1 = from + fromStride, f2 = f1 + fromStride, f3 = f2 + fromStride, f4 = f3 + fromStride, f5 = f4 + fromStride;
        float* z1 = z + zStride, z2 = z1 + zStride, z3 = z2 + zStride, z4 = z3 + zStride, z5 = z4 + zStride;
        float* v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4], v5 = v[5];
        Vector512<float> a0 = Vector512.Load(from), b0 = Vector512.Load(from + 16), a1 = Vector512.Load(f1), b1 = Vector512.Load(f1 + 16);
        Vector512<float> a2 = Vector512.Load(f2), b2 = Vector512.Load(f2 + 16), a3 = Vector512.Load(f3), b3 = Vector512.Load(f3 + 16);
        Vector512<float> a4 = Vector512.Load(f4), b4 = Vector512.Load(f4 + 16), a5 = Vector512.Load(f5), b5 = Vector512.Load(f5 + 16);
        for (nint k = 0; k < depth; k++, w += 64)
        {
            Vector512<float> wa = Vector512.Load(w), wb = Vector512.Load(w + 16), x;
            x = Vector512.Create(v0[k]); a0 = Fma(x, wa, a0); b0 = Fma(x, wb, b0);
            x = Vector512.Create(v1[k]); a1 = Fma(x, wa, a1); b1 = Fma(x, wb, b1);
            x = Vector512.Create(v2[k]); a2 = Fma(x, wa, a2); b2 = Fma(x, wb, b2);
            x = Vector512.Create(v3[k]); a3 = Fma(x, wa, a3); b3 = Fma(x, wb, b3);
            x = Vector512.Create(v4[k]); a4 = Fma(x, wa, a4); b4 = Fma(x, wb, b4);
            x = Vector512.Create(v5[k]); a5 = Fma(x, wa, a5); b5 = Fma(x, wb, b5);
        }
        a0.Store(z); b0.Store(z + 16); a1.Store(z1); b1.Store(z1 + 16);
        a2.Store(z2); b2.Store(z2 + 16); a3.Store(z3); b3.Store(z3 + 16);
        a4.Store(z4); b4.Store(z4 + 16); a5.Store(z5); b5.Store(z5 + 16);
    }
}
