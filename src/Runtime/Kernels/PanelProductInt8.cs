using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>z = start + factor·scale·(Σ_k q w − correction) for panels of 8-bit weights. The sums are exact integers, so all ways to compute them agree to the last bit.</summary>
internal static unsafe partial class PanelProductInt8
{
    private const int Columns = PanelMatrix.Width;

    /// <param name="w">[P][K/4][64][4].</param>
    /// <param name="panels">P.</param>
    /// <param name="q">The vectors [K].</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="scales">[64P].</param>
    /// <param name="corrections">[64P], 128·Σ_k w.</param>
    /// <param name="start">[vectors, 64P]: z itself, or what all vectors begin with.</param>
    /// <param name="startStride">Distance of two rows of start; 0 if all vectors begin with the same.</param>
    /// <param name="z">[vectors, 64P].</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="sweep">Over the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(sbyte* w, int panels, QuantizedVectors q, int vectors, float* scales, int* corrections, float* start, nint startStride, float* z, nint zStride, in Sweep sweep)
    {
        int depth = q.Depth;
        for (int i = 0; i < panels; i++)
        {
            int p = sweep.Panel(i, panels);
            sbyte* panel = w + (nint)p * depth * Columns;
            float* scale = scales + p * Columns, from = start + p * Columns, target = z + p * Columns;
            if (vectors > 1) Panel(panel, depth, q, vectors, scale, corrections + p * Columns, from, startStride, target, zStride);
            else if (AvxVnni.IsSupported) OneVnni(panel, depth, q.Values, q.Factors[0], scale, corrections + p * Columns, from, target);
            else One(panel, depth, q.Values, q.Signs, q.Factors[0], q.Negatives[0], scale, from, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel(sbyte* w, int depth, QuantizedVectors q, int vectors, float* scales, int* corrections, float* from, nint fromStride, float* z, nint zStride)
    {
        int r = 0;
        if (AvxVnni.IsSupported)
        {
            for (; r + 2 <= vectors; r += 2) TwoVnni(w, depth, q.Values + (nint)r * depth, q.Factors + r, scales, corrections, from + r * fromStride, fromStride, z + r * zStride, zStride);
            if (r < vectors) OneVnni(w, depth, q.Values + (nint)r * depth, q.Factors[r], scales, corrections, from + r * fromStride, z + r * zStride);
        }
        else
        {
            if (Vector512.IsHardwareAccelerated)
            {
                for (; r + 4 <= vectors; r += 4) Four(w, depth, q.Values + (nint)r * depth, q.Signs + (nint)r * depth, q.Factors + r, q.Negatives + r, scales, from + r * fromStride, fromStride, z + r * zStride, zStride);
            }
            for (; r < vectors; r++) One(w, depth, q.Values + (nint)r * depth, q.Signs + (nint)r * depth, q.Factors[r], q.Negatives[r], scales, from + r * fromStride, z + r * zStride);
        }
    }

    // Without that instruction: products of bytes, of which the first must have no sign, added in pairs, in 16 bits. They fit because
    // the sign of an input goes to its weights, as −w = ~w + 1: q w = |q| (w ^ sign) + (|q| & sign), and at most 2 · 127 · 128.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(sbyte* w, int depth, byte* q, byte* signs, float factor, int negative, float* scales, float* from, float* z)
    {
        Vector512<int> a = Vector512.Create(negative), b = a, c = a, d = a;
        for (int k = 0; k < depth;)
        {
            PageAhead.Fetch(w);
            for (int stop = Math.Min(k + PageAhead.Bytes / Columns, depth); k < stop; k += 4, w += 256)
            {
                Vector512<int> x = Vector512.Create(*(int*)(q + k)), sign = Vector512.Create(*(int*)(signs + k));
                a += Products(x, Vector512.Load((int*)w) ^ sign);
                b += Products(x, Vector512.Load((int*)(w + 64)) ^ sign);
                c += Products(x, Vector512.Load((int*)(w + 128)) ^ sign);
                d += Products(x, Vector512.Load((int*)(w + 192)) ^ sign);
            }
        }
        Add(a, b, c, d, factor, scales, from, z);
    }

    // Needs 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(sbyte* w, int depth, byte* q, byte* signs, float* factors, int* negatives, float* scales, float* from, nint fromStride, float* z, nint zStride)
    {
        byte* q1 = q + depth, q2 = q1 + depth, q3 = q2 + depth, s1 = signs + depth, s2 = s1 + depth, s3 = s2 + depth;
        Vector512<int> a0 = Vector512.Create(negatives[0]), b0 = a0, c0 = a0, d0 = a0, a1 = Vector512.Create(negatives[1]), b1 = a1, c1 = a1, d1 = a1;
        Vector512<int> a2 = Vector512.Create(negatives[2]), b2 = a2, c2 = a2, d2 = a2, a3 = Vector512.Create(negatives[3]), b3 = a3, c3 = a3, d3 = a3;
        for (int k = 0; k < depth; k += 4, w += 256)
        {
            Vector512<int> x0 = Vector512.Create(*(int*)(q + k)), x1 = Vector512.Create(*(int*)(q1 + k)), x2 = Vector512.Create(*(int*)(q2 + k)), x3 = Vector512.Create(*(int*)(q3 + k));
            Vector512<int> n0 = Vector512.Create(*(int*)(signs + k)), n1 = Vector512.Create(*(int*)(s1 + k)), n2 = Vector512.Create(*(int*)(s2 + k)), n3 = Vector512.Create(*(int*)(s3 + k));
            Vector512<int> v = Vector512.Load((int*)w);
            a0 += Products(x0, v ^ n0); a1 += Products(x1, v ^ n1); a2 += Products(x2, v ^ n2); a3 += Products(x3, v ^ n3);
            v = Vector512.Load((int*)(w + 64));
            b0 += Products(x0, v ^ n0); b1 += Products(x1, v ^ n1); b2 += Products(x2, v ^ n2); b3 += Products(x3, v ^ n3);
            v = Vector512.Load((int*)(w + 128));
            c0 += Products(x0, v ^ n0); c1 += Products(x1, v ^ n1); c2 += Products(x2, v ^ n2); c3 += Products(x3, v ^ n3);
            v = Vector512.Load((int*)(w + 192));
            d0 += Products(x0, v ^ n0); d1 += Products(x1, v ^ n1); d2 += Products(x2, v ^ n2); d3 += Products(x3, v ^ n3);
        }
        Add(a0, b0, c0, d0, factors[0], scales, from, z);
        Add(a1, b1, c1, d1, factors[1], scales, from + fromStride, z + zStride);
        Add(a2, b2, c2, d2, factors[2], scales, from + 2 * fromStride, z + 2 * zStride);
        Add(a3, b3, c3, d3, factors[3], scales, from + 3 * fromStride, z + 3 * zStride);
    }

    /// <summary>z = start + 64 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d, float factor, float* scales, float* from, float* z)
    {
        Vector512<float> factors = Vector512.Create(factor);
        Add(a, factors, scales, from, z);
        Add(b, factors, scales + 16, from + 16, z + 16);
        Add(c, factors, scales + 32, from + 32, z + 32);
        Add(d, factors, scales + 48, from + 48, z + 48);
    }

    /// <summary>z = start + 16 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<int> sums, Vector512<float> factor, float* scales, float* from, float* z) =>
        Fma(Vector512.ConvertToSingle(sums), factor * Vector512.Load(scales), Vector512.Load(from)).Store(z);

    /// <summary>16 sums of four products of bytes without sign (at most 127) and with one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(Vector512<int> x, Vector512<int> w)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(x.AsByte(), w.AsSByte()), Vector512<short>.One);
        if (Avx2.IsSupported) return Vector512.Create(Products(x.GetLower(), w.GetLower()), Products(x.GetUpper(), w.GetUpper()));
        Vector512<short> even = (x.AsInt16() & Vector512.Create((short)0xFF)) * Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(w.AsInt16(), 8), 8);
        Vector512<int> pairs = (even + Vector512.ShiftRightLogical(x.AsInt16(), 8) * Vector512.ShiftRightArithmetic(w.AsInt16(), 8)).AsInt32();
        return Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(pairs, 16), 16) + Vector512.ShiftRightArithmetic(pairs, 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<int> x, Vector256<int> w) => Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x.AsByte(), w.AsSByte()), Vector256<short>.One);
}
