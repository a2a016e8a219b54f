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
            for (; r + 2 <= vectors; r += 2) Two(w, depth, q + (nint)r * depth, factors + r, scales, corrections, from + r * fromStride, fromStride, z + r * zStride, zStride);
            if (r < vectors) One(w, depth, q + (nint)r * depth, factors[r], scales, corrections, from + r * fromStride, z + r * zStride);
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

    // Without that instruction: weights and inputs widen to 16 bits, pairs are multiplied and added. Each of eight registers
    // holds two sums of eight columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(sbyte* w, int depth, byte* q, float factor, float* scales, int* corrections, float* from, float* z)
    {
        Vector512<int> a = Vector512<int>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Vector512<short> x = Inputs(q + k);
            a += Pairs(Weights(w), x);
            b += Pairs(Weights(w + 32), x);
            c += Pairs(Weights(w + 64), x);
            d += Pairs(Weights(w + 96), x);
            e += Pairs(Weights(w + 128), x);
            f += Pairs(Weights(w + 160), x);
            g += Pairs(Weights(w + 192), x);
            h += Pairs(Weights(w + 224), x);
        }
        Vector512<float> factors = Vector512.Create(factor);
        Add(Fold(a, b), factors, scales, corrections, from, z);
        Add(Fold(c, d), factors, scales + 16, corrections + 16, from + 16, z + 16);
        Add(Fold(e, f), factors, scales + 32, corrections + 32, from + 32, z + 32);
        Add(Fold(g, h), factors, scales + 48, corrections + 48, from + 48, z + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(sbyte* w, int depth, byte* q, float* factors, float* scales, int* corrections, float* from, nint fromStride, float* z, nint zStride)
    {
        Vector512<int> a = Vector512<int>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, l = a, m = a, n = a, o = a, p = a, r = a;
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Vector512<short> x = Inputs(q + k), y = Inputs(q + depth + k), v = Weights(w);
            a += Pairs(v, x);
            i += Pairs(v, y);
            v = Weights(w + 32);
            b += Pairs(v, x);
            j += Pairs(v, y);
            v = Weights(w + 64);
            c += Pairs(v, x);
            l += Pairs(v, y);
            v = Weights(w + 96);
            d += Pairs(v, x);
            m += Pairs(v, y);
            v = Weights(w + 128);
            e += Pairs(v, x);
            n += Pairs(v, y);
            v = Weights(w + 160);
            f += Pairs(v, x);
            o += Pairs(v, y);
            v = Weights(w + 192);
            g += Pairs(v, x);
            p += Pairs(v, y);
            v = Weights(w + 224);
            h += Pairs(v, x);
            r += Pairs(v, y);
        }
        Vector512<float> first = Vector512.Create(factors[0]), second = Vector512.Create(factors[1]);
        Add(Fold(a, b), first, scales, corrections, from, z);
        Add(Fold(c, d), first, scales + 16, corrections + 16, from + 16, z + 16);
        Add(Fold(e, f), first, scales + 32, corrections + 32, from + 32, z + 32);
        Add(Fold(g, h), first, scales + 48, corrections + 48, from + 48, z + 48);
        from += fromStride;
        z += zStride;
        Add(Fold(i, j), second, scales, corrections, from, z);
        Add(Fold(l, m), second, scales + 16, corrections + 16, from + 16, z + 16);
        Add(Fold(n, o), second, scales + 32, corrections + 32, from + 32, z + 32);
        Add(Fold(p, r), second, scales + 48, corrections + 48, from + 48, z + 48);
    }

    /// <summary>Four inputs, eight times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Inputs(byte* q)
    {
        Vector256<byte> four = Vector256.Create(*(int*)q).AsByte();
        if (Avx512BW.IsSupported) return Avx512BW.ConvertToVector512Int16(four);
        Vector256<short> wide = Vector256.WidenLower(four).AsInt16();
        return Vector512.Create(wide, wide);
    }

    /// <summary>The weights of four inputs for eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Weights(sbyte* w)
    {
        if (Avx512BW.IsSupported) return Avx512BW.ConvertToVector512Int16(Vector256.Load(w));
        if (Avx2.IsSupported) return Vector512.Create(Avx2.ConvertToVector256Int16(Vector128.Load(w)), Avx2.ConvertToVector256Int16(Vector128.Load(w + 16)));
        (Vector256<short> lower, Vector256<short> upper) = Vector256.Widen(Vector256.Load(w));
        return Vector512.Create(lower, upper);
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

    /// <summary>The sums of 16 columns, from two of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Fold(Vector512<int> a, Vector512<int> b) =>
        Vector512.Narrow((a + Vector512.ShiftRightLogical(a.AsInt64(), 32).AsInt32()).AsInt64(), (b + Vector512.ShiftRightLogical(b.AsInt64(), 32).AsInt32()).AsInt64());
}
