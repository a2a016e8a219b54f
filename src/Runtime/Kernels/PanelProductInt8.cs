using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>z = start + factor·scale·(Σ_k q w − correction) for panels of 8-bit weights. The sums are exact integers, so all ways to compute them agree to the last bit.</summary>
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
    /// <param name="start">[vectors, 64P]: z itself, or what all vectors begin with.</param>
    /// <param name="startStride">Distance of two rows of start; 0 if all vectors begin with the same.</param>
    /// <param name="z">[vectors, 64P].</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="order">Of the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(sbyte* w, int panels, int depth, byte* q, float* factors, int vectors, float* scales, int* corrections, float* start, nint startStride, float* z, nint zStride, PanelOrder order)
    {
        for (int i = 0; i < panels; i++)
        {
            int p = order == PanelOrder.Backwards ? panels - 1 - i : i;
            Panel(w + (nint)p * depth * Columns, depth, q, factors, vectors, scales + p * Columns, corrections + p * Columns, start + p * Columns, startStride, z + p * Columns, zStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel(sbyte* w, int depth, byte* q, float* factors, int vectors, float* scales, int* corrections, float* from, nint fromStride, float* z, nint zStride)
    {
        int r = 0;
        if (AvxVnni.IsSupported)
        {
            for (; r + 2 <= vectors; r += 2) TwoVnni(w, depth, q + (nint)r * depth, factors + r, scales, corrections, from + r * fromStride, fromStride, z + r * zStride, zStride);
            if (r < vectors) OneVnni(w, depth, q + (nint)r * depth, factors[r], scales, corrections, from + r * fromStride, z + r * zStride);
        }
        else
        {
            if (Vector512.IsHardwareAccelerated)
            {
                for (; r + 4 <= vectors; r += 4) Four(w, depth, q + (nint)r * depth, factors + r, scales, corrections, from + r * fromStride, fromStride, z + r * zStride, zStride);
            }
            for (; r < vectors; r++) One(w, depth, q + (nint)r * depth, factors[r], scales, corrections, from + r * fromStride, z + r * zStride);
        }
    }

    /// <summary>z = start + 16 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<int> sums, Vector512<float> factor, float* scales, int* corrections, float* from, float* z) =>
        Fma(Vector512.ConvertToSingle(sums - Vector512.Load(corrections)), factor * Vector512.Load(scales), Vector512.Load(from)).Store(z);

    // Four products of 8 bits and their sum in one instruction; eight registers hold the 64 sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVnni(sbyte* w, int depth, byte* q, float factor, float* scales, int* corrections, float* from, float* z)
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

    // Without that instruction, in 16 bits: the weights of a register, four of each of 16 columns, are parted into those of the even
    // and of the odd inputs; products of neighbours are added, so that a column's four come to lie on one sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(sbyte* w, int depth, byte* q, float factor, float* scales, int* corrections, float* from, float* z)
    {
        Vector512<int> a = Vector512<int>.Zero, b = a, c = a, d = a;
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Inputs(q + k, out Vector512<short> even, out Vector512<short> odd);
            Weights(w, out Vector512<short> e, out Vector512<short> o);
            a = a + Pairs(e, even) + Pairs(o, odd);
            Weights(w + 64, out e, out o);
            b = b + Pairs(e, even) + Pairs(o, odd);
            Weights(w + 128, out e, out o);
            c = c + Pairs(e, even) + Pairs(o, odd);
            Weights(w + 192, out e, out o);
            d = d + Pairs(e, even) + Pairs(o, odd);
        }
        Add(a, b, c, d, factor, scales, corrections, from, z);
    }

    // Needs 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(sbyte* w, int depth, byte* q, float* factors, float* scales, int* corrections, float* from, nint fromStride, float* z, nint zStride)
    {
        byte* q1 = q + depth, q2 = q1 + depth, q3 = q2 + depth;
        Vector512<int> a0 = Vector512<int>.Zero, a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        Vector512<int> c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Inputs(q + k, out Vector512<short> even0, out Vector512<short> odd0);
            Inputs(q1 + k, out Vector512<short> even1, out Vector512<short> odd1);
            Inputs(q2 + k, out Vector512<short> even2, out Vector512<short> odd2);
            Inputs(q3 + k, out Vector512<short> even3, out Vector512<short> odd3);
            Weights(w, out Vector512<short> e, out Vector512<short> o);
            a0 = a0 + Pairs(e, even0) + Pairs(o, odd0); a1 = a1 + Pairs(e, even1) + Pairs(o, odd1); a2 = a2 + Pairs(e, even2) + Pairs(o, odd2); a3 = a3 + Pairs(e, even3) + Pairs(o, odd3);
            Weights(w + 64, out e, out o);
            b0 = b0 + Pairs(e, even0) + Pairs(o, odd0); b1 = b1 + Pairs(e, even1) + Pairs(o, odd1); b2 = b2 + Pairs(e, even2) + Pairs(o, odd2); b3 = b3 + Pairs(e, even3) + Pairs(o, odd3);
            Weights(w + 128, out e, out o);
            c0 = c0 + Pairs(e, even0) + Pairs(o, odd0); c1 = c1 + Pairs(e, even1) + Pairs(o, odd1); c2 = c2 + Pairs(e, even2) + Pairs(o, odd2); c3 = c3 + Pairs(e, even3) + Pairs(o, odd3);
            Weights(w + 192, out e, out o);
            d0 = d0 + Pairs(e, even0) + Pairs(o, odd0); d1 = d1 + Pairs(e, even1) + Pairs(o, odd1); d2 = d2 + Pairs(e, even2) + Pairs(o, odd2); d3 = d3 + Pairs(e, even3) + Pairs(o, odd3);
        }
        Add(a0, b0, c0, d0, factors[0], scales, corrections, from, z);
        Add(a1, b1, c1, d1, factors[1], scales, corrections, from + fromStride, z + zStride);
        Add(a2, b2, c2, d2, factors[2], scales, corrections, from + 2 * fromStride, z + 2 * zStride);
        Add(a3, b3, c3, d3, factors[3], scales, corrections, from + 3 * fromStride, z + 3 * zStride);
    }

    /// <summary>z = start + 64 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d, float factor, float* scales, int* corrections, float* from, float* z)
    {
        Vector512<float> factors = Vector512.Create(factor);
        Add(a, factors, scales, corrections, from, z);
        Add(b, factors, scales + 16, corrections + 16, from + 16, z + 16);
        Add(c, factors, scales + 32, corrections + 32, from + 32, z + 32);
        Add(d, factors, scales + 48, corrections + 48, from + 48, z + 48);
    }

    /// <summary>The first and third of four inputs, 16 times; the second and fourth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inputs(byte* q, out Vector512<short> even, out Vector512<short> odd)
    {
        Vector512<ushort> four = Vector512.Create(*(int*)q).AsUInt16();
        even = (four & Vector512.Create((ushort)0xFF)).AsInt16();
        odd = Vector512.ShiftRightLogical(four, 8).AsInt16();
    }

    /// <summary>The weights of the first and third of four inputs for 16 columns; of the second and fourth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(sbyte* w, out Vector512<short> even, out Vector512<short> odd)
    {
        Vector512<short> both = Vector512.Load(w).AsInt16();
        even = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(both, 8), 8);
        odd = Vector512.ShiftRightArithmetic(both, 8);
    }

    /// <summary>Products of neighbours, added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Pairs(Vector512<short> a, Vector512<short> b)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(a, b);
        if (Avx2.IsSupported) return Vector512.Create(Avx2.MultiplyAddAdjacent(a.GetLower(), b.GetLower()), Avx2.MultiplyAddAdjacent(a.GetUpper(), b.GetUpper()));
        Vector512<int> even = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(a.AsInt32(), 16), 16) * Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(b.AsInt32(), 16), 16);
        return even + Vector512.ShiftRightArithmetic(a.AsInt32(), 16) * Vector512.ShiftRightArithmetic(b.AsInt32(), 16);
    }
}
