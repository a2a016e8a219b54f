using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

// With AVX-VNNI: four products of bytes and their sum in one instruction.
internal static unsafe partial class PanelProductInt8
{
    /// <summary>z = start + 16 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<int> sums, Vector512<float> factor, float* scales, int* corrections, float* from, float* z) =>
        Fma(Vector512.ConvertToSingle(sums - Vector512.Load(corrections)), factor * Vector512.Load(scales), Vector512.Load(from)).Store(z);

    // Eight registers hold the 64 sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVnni(sbyte* w, int depth, byte* q, float factor, float* scales, int* corrections, float* from, float* z)
    {
        Vector256<int> a = Vector256<int>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int k = 0; k < depth;)
        {
            PageAhead.Fetch(w);
            for (int stop = Math.Min(k + PageAhead.Bytes / Columns, depth); k < stop; k += 4, w += 256)
            {
                Vector256<byte> x = Vector256.Create(*(int*)(q + k)).AsByte();
                a = AvxVnni.MultiplyWideningAndAdd(a, x, Vector256.Load(w));
                b = AvxVnni.MultiplyWideningAndAdd(b, x, Vector256.Load(w + 32));
                c = AvxVnni.MultiplyWideningAndAdd(c, x, Vector256.Load(w + 64));
                d = AvxVnni.MultiplyWideningAndAdd(d, x, Vector256.Load(w + 96));
                e = AvxVnni.MultiplyWideningAndAdd(e, x, Vector256.Load(w + 128));
                f = AvxVnni.MultiplyWideningAndAdd(f, x, Vector256.Load(w + 160));
                g = AvxVnni.MultiplyWideningAndAdd(g, x, Vector256.Load(w + 192));
                h = AvxVnni.MultiplyWideningAndAdd(h, x, Vector256.Load(w + 224));
            }
        }
        Vector512<float> factors = Vector512.Create(factor);
        Add(Vector512.Create(a, b), factors, scales, corrections, from, z);
        Add(Vector512.Create(c, d), factors, scales + 16, corrections + 16, from + 16, z + 16);
        Add(Vector512.Create(e, f), factors, scales + 32, corrections + 32, from + 32, z + 32);
        Add(Vector512.Create(g, h), factors, scales + 48, corrections + 48, from + 48, z + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVnni(sbyte* w, int depth, byte* q, float* factors, float* scales, int* corrections, float* from, nint fromStride, float* z, nint zStride)
    {
        Vector256<int> a = Vector256<int>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, l = a, m = a, n = a, o = a, p = a, r = a;
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Vector256<byte> x = Vector256.Create(*(int*)(q + k)).AsByte(), y = Vector256.Create(*(int*)(q + depth + k)).AsByte();
            Vector256<sbyte> v = Vector256.Load(w);
            a = AvxVnni.MultiplyWideningAndAdd(a, x, v);
            i = AvxVnni.MultiplyWideningAndAdd(i, y, v);
            v = Vector256.Load(w + 32);
            b = AvxVnni.MultiplyWideningAndAdd(b, x, v);
            j = AvxVnni.MultiplyWideningAndAdd(j, y, v);
            v = Vector256.Load(w + 64);
            c = AvxVnni.MultiplyWideningAndAdd(c, x, v);
            l = AvxVnni.MultiplyWideningAndAdd(l, y, v);
            v = Vector256.Load(w + 96);
            d = AvxVnni.MultiplyWideningAndAdd(d, x, v);
            m = AvxVnni.MultiplyWideningAndAdd(m, y, v);
            v = Vector256.Load(w + 128);
            e = AvxVnni.MultiplyWideningAndAdd(e, x, v);
            n = AvxVnni.MultiplyWideningAndAdd(n, y, v);
            v = Vector256.Load(w + 160);
            f = AvxVnni.MultiplyWideningAndAdd(f, x, v);
            o = AvxVnni.MultiplyWideningAndAdd(o, y, v);
            v = Vector256.Load(w + 192);
            g = AvxVnni.MultiplyWideningAndAdd(g, x, v);
            p = AvxVnni.MultiplyWideningAndAdd(p, y, v);
            v = Vector256.Load(w + 224);
            h = AvxVnni.MultiplyWideningAndAdd(h, x, v);
            r = AvxVnni.MultiplyWideningAndAdd(r, y, v);
        }
        Vector512<float> first = Vector512.Create(factors[0]), second = Vector512.Create(factors[1]);
        Add(Vector512.Create(a, b), first, scales, corrections, from, z);
        Add(Vector512.Create(c, d), first, scales + 16, corrections + 16, from + 16, z + 16);
        Add(Vector512.Create(e, f), first, scales + 32, corrections + 32, from + 32, z + 32);
        Add(Vector512.Create(g, h), first, scales + 48, corrections + 48, from + 48, z + 48);
        from += fromStride;
        z += zStride;
        Add(Vector512.Create(i, j), second, scales, corrections, from, z);
        Add(Vector512.Create(l, m), second, scales + 16, corrections + 16, from + 16, z + 16);
        Add(Vector512.Create(n, o), second, scales + 32, corrections + 32, from + 32, z + 32);
        Add(Vector512.Create(p, r), second, scales + 48, corrections + 48, from + 48, z + 48);
    }
}
