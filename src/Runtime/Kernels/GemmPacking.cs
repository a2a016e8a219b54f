using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Copies the operands of a product into the order in which the inner kernel of <see cref="Gemm"/> reads them.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>Numbers of a packed matrix.</summary>
    public static long Length(int depth, int columns) => (long)depth * ((columns + Gemm.TileColumns - 1) / Gemm.TileColumns * Gemm.TileColumns);

    /// <summary>Copies B [depth, columns] block by block, each [panel][depth][48], the last panel filled up with zeros.</summary>
    public static void PackColumns(MatrixView b, int depth, int columns, float* target)
    {
        for (int block = 0; block < depth; block += Gemm.BlockDepth)
        {
            int depths = Math.Min(Gemm.BlockDepth, depth - block);
            for (int j = 0; j < columns; j += Gemm.TileColumns, target += (long)depths * Gemm.TileColumns)
                PackPanel(b.At(block, j).Transposed, Math.Min(Gemm.TileColumns, columns - j), depths, target, Gemm.TileColumns);
        }
    }

    /// <summary>Copies A [rows, depth] into panels of 8 rows, [panel][depth][8], the last one filled up with zeros.</summary>
    public static void PackRows(MatrixView a, int rows, int depth, float* target)
    {
        const int together = 4;
        int i = 0;
        if (a.RowStride == 1)
        {
            for (; i + together * Gemm.TileRows <= rows; i += together * Gemm.TileRows, target += (long)together * depth * Gemm.TileRows) PackFour(a.At(i, 0), depth, target, (long)depth * Gemm.TileRows);
        }
        for (; i < rows; i += Gemm.TileRows, target += (long)depth * Gemm.TileRows)
            PackPanel(a.At(i, 0), Math.Min(Gemm.TileRows, rows - i), depth, target, Gemm.TileRows);
    }

    // Where columns are contiguous, a cache line holds the rows of two panels, and may be gone before the second one reads it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackFour(MatrixView a, int depth, float* target, long panel)
    {
        float* from = a.Data;
        for (int k = 0; k < depth; k++, from += a.ColumnStride, target += Gemm.TileRows)
        {
            Vector256<float> v0 = Vector256.Load(from), v1 = Vector256.Load(from + 8), v2 = Vector256.Load(from + 16), v3 = Vector256.Load(from + 24);
            v0.Store(target);
            v1.Store(target + panel);
            v2.Store(target + 2 * panel);
            v3.Store(target + 3 * panel);
        }
    }

    /// <summary>target[k·width + i] = source(i, k) for i below <paramref name="count"/>, 0 for the rest of the width.</summary>
    public static void PackPanel(MatrixView source, int count, int depth, float* target, int width)
    {
        if (source.RowStride == 1) PackContiguous(source, count, depth, target, width);
        else PackTransposed(source, count, depth, target, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackContiguous(MatrixView source, int count, int depth, float* target, int width)
    {
        float* from = source.Data;
        for (int k = 0; k < depth; k++, from += source.ColumnStride, target += width)
        {
            int i = 0;
            for (; i + 8 <= count; i += 8) Vector256.Load(from + i).Store(target + i);
            for (; i < count; i++) target[i] = from[i];
            for (; i < width; i++) target[i] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransposed(MatrixView source, int count, int depth, float* target, int width)
    {
        int i = 0;
        if (source.ColumnStride == 1)
        {
            for (; i + 4 <= count; i += 4) Transpose4(source.At(i, 0), depth, target + i, width);
        }
        for (; i < count; i++)
        {
            float* from = source.At(i, 0).Data;
            for (int k = 0; k < depth; k++) target[(long)k * width + i] = from[k * source.ColumnStride];
        }
        for (; i < width; i++)
        {
            for (int k = 0; k < depth; k++) target[(long)k * width + i] = 0;
        }
    }

    // Four rows of four numbers become four columns by two rounds of interleaving.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose4(MatrixView source, int depth, float* target, int width)
    {
        float* r0 = source.Data, r1 = r0 + source.RowStride, r2 = r1 + source.RowStride, r3 = r2 + source.RowStride;
        int k = 0;
        for (; k + 4 <= depth; k += 4, target += 4L * width)
        {
            Vector128<float> a = Vector128.Load(r0 + k), b = Vector128.Load(r1 + k), c = Vector128.Load(r2 + k), d = Vector128.Load(r3 + k);
            Vector128<float> ac0 = UnpackLow(a, c), ac1 = UnpackHigh(a, c), bd0 = UnpackLow(b, d), bd1 = UnpackHigh(b, d);
            UnpackLow(ac0, bd0).Store(target);
            UnpackHigh(ac0, bd0).Store(target + width);
            UnpackLow(ac1, bd1).Store(target + 2L * width);
            UnpackHigh(ac1, bd1).Store(target + 3L * width);
        }
        for (; k < depth; k++, target += width)
        {
            target[0] = r0[k];
            target[1] = r1[k];
            target[2] = r2[k];
            target[3] = r3[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackLow(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b)
            : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackHigh(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b)
            : Vector128.Create(a[2], b[2], a[3], b[3]);
}
