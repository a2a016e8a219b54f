using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>z += factor·scale·(Σ_k q w − correction) for panels of 8-bit weights. The sums are exact integers, so all ways to compute them agree to the last bit.</summary>
internal static unsafe class PanelProductInt8
{
    private const int Columns = PanelMatrix.Width;

    /// <param name="w">[P][K/4][64][4].</param>
    /// <param name="panels">P.</param>
    /// <param name="depth">K, a multiple of 4.</param>
    /// <param name="q">[vectors, K], rounded by <see cref="Quantization"/>.</param>
    /// <param name="factors">[vectors].</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="scales">[64P].</param>
    /// <param name="corrections">[64P], 128·Σ_k w.</param>
    /// <param name="z">[vectors, 64P].</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="descending">Takes the panels from the last to the first.</param>
    public static void Run(sbyte* w, int panels, int depth, byte* q, float* factors, int vectors, float* scales, int* corrections, float* z, nint zStride, bool descending)
    {
        for (int i = 0; i < panels; i++)
        {
            int p = descending ? panels - 1 - i : i;
            Panel(w + (nint)p * depth * Columns, depth, q, factors, vectors, scales + p * Columns, corrections + p * Columns, z + p * Columns, zStride);
        }
    }

    private static void Panel(sbyte* w, int depth, byte* q, float* factors, int vectors, float* scales, int* corrections, float* z, nint zStride)
    {
        int* sums = stackalloc int[2 * Columns];
        int r = 0;
        for (; r < vectors;)
        {
            int now = AvxVnni.IsSupported && r + 2 <= vectors ? 2 : 1;
            if (now == 2) TwoVnni(w, depth, q + (nint)r * depth, sums);
            else if (AvxVnni.IsSupported) OneVnni(w, depth, q + (nint)r * depth, sums);
            else One(w, depth, q + (nint)r * depth, sums);
            for (int i = 0; i < now; i++, r++) Add(sums + i * Columns, corrections, scales, factors[r], z + r * zStride);
        }
    }

    private static void Add(int* sums, int* corrections, float* scales, float factor, float* z)
    {
        Vector512<float> f = Vector512.Create(factor);
        for (int j = 0; j < Columns; j += 16)
        {
            Vector512<float> sum = Vector512.ConvertToSingle(Vector512.Load(sums + j) - Vector512.Load(corrections + j));
            Fma(sum, f * Vector512.Load(scales + j), Vector512.Load(z + j)).Store(z + j);
        }
    }

    // Four products of 8 bits and their sum in one instruction; eight registers hold the 64 sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVnni(sbyte* w, int depth, byte* q, int* sums)
    {
        Vector256<int> a = Vector256<int>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int k = 0; k < depth; k += 4, w += 256)
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
        a.Store(sums);
        b.Store(sums + 8);
        c.Store(sums + 16);
        d.Store(sums + 24);
        e.Store(sums + 32);
        f.Store(sums + 40);
        g.Store(sums + 48);
        h.Store(sums + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVnni(sbyte* w, int depth, byte* q, int* sums)
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
        a.Store(sums);
        b.Store(sums + 8);
        c.Store(sums + 16);
        d.Store(sums + 24);
        e.Store(sums + 32);
        f.Store(sums + 40);
        g.Store(sums + 48);
        h.Store(sums + 56);
        i.Store(sums + 64);
        j.Store(sums + 72);
        l.Store(sums + 80);
        m.Store(sums + 88);
        n.Store(sums + 96);
        o.Store(sums + 104);
        p.Store(sums + 112);
        r.Store(sums + 120);
    }

    // Without that instruction: weights and inputs widen to 16 bits, pairs are multiplied and added.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(sbyte* w, int depth, byte* q, int* sums)
    {
        new Span<int>(sums, Columns).Clear();
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Vector256<short> x = Vector256.WidenLower(Vector256.Create(*(int*)(q + k)).AsByte()).AsInt16();
            for (int j = 0; j < Columns; j += 4)
            {
                Vector256<short> v = Vector256.WidenLower(Vector256.Create(Vector128.Load(w + 4 * j), Vector128<sbyte>.Zero));
                Vector256<int> pairs = Pairs(v, x);
                // Neighbouring pairs belong to one column: adding the upper half of each 64 bits to the lower leaves four sums.
                Vector256<long> both = pairs.AsInt64();
                Vector256<int> folded = pairs + Vector256.ShiftRightLogical(both, 32).AsInt32();
                sums[j] += folded[0];
                sums[j + 1] += folded[2];
                sums[j + 2] += folded[4];
                sums[j + 3] += folded[6];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pairs(Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported) return Avx2.MultiplyAddAdjacent(a, b);
        Vector256<int> even = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(a.AsInt32(), 16), 16) * Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(b.AsInt32(), 16), 16);
        return even + Vector256.ShiftRightArithmetic(a.AsInt32(), 16) * Vector256.ShiftRightArithmetic(b.AsInt32(), 16);
    }
}
