using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Memory;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>An M×N matrix in memory: element (m, n) lies at Data[m·RowStride + n·ColumnStride]. Swapping the strides transposes it.</summary>
internal readonly unsafe struct MatrixView(float* data, long rowStride, long columnStride)
{
    public readonly float* Data = data;
    public readonly long RowStride = rowStride, ColumnStride = columnStride;

    /// <summary>The same numbers with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Data, ColumnStride, RowStride);

    public MatrixView At(long row, long column) => new(Data + row * RowStride + column * ColumnStride, RowStride, ColumnStride);
}

/// <summary>
/// C = A·B or C += A·B on float32. Both operands are copied block by block into the order in which the inner kernel reads
/// them (after Goto and van de Geijn 2008); the inner kernel keeps 8×48 sums in registers.
/// </summary>
/// <remarks>One instance serves one thread: it owns the packing memory.</remarks>
internal sealed unsafe class Gemm
{
    /// <summary>Rows of the inner kernel.</summary>
    public const int TileRows = 8;

    /// <summary>Columns of the inner kernel: three vectors of 16.</summary>
    public const int TileColumns = 48;

    // A block of A (144×256 floats) stays in the second-level cache while a panel of B (256×48) stays in the first.
    private const int BlockRows = 144, BlockDepth = 256, BlockColumns = 960;

    private readonly AlignedBuffer _a = new((long)BlockRows * BlockDepth);
    private readonly AlignedBuffer _b = new((long)BlockColumns * BlockDepth);
    private readonly AlignedBuffer _tile = new(TileRows * TileColumns);

    /// <summary>C (+)= A·B.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B; at least 1.</param>
    /// <param name="a">[m, k], any strides.</param>
    /// <param name="b">[k, n], any strides.</param>
    /// <param name="c">[m, n], rows contiguous.</param>
    /// <param name="cStride">Distance of two rows of C.</param>
    /// <param name="accumulate">Adds to C instead of replacing it.</param>
    public void Multiply(int m, int n, int k, MatrixView a, MatrixView b, float* c, long cStride, bool accumulate)
    {
        for (int column = 0; column < n; column += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, n - column);
            for (int depth = 0; depth < k; depth += BlockDepth)
            {
                int depths = Math.Min(BlockDepth, k - depth);
                PackColumns(b.At(depth, column), depths, columns, _b.Pointer);
                for (int row = 0; row < m; row += BlockRows)
                {
                    int rows = Math.Min(BlockRows, m - row);
                    PackRows(a.At(row, depth), rows, depths, _a.Pointer);
                    Block(rows, columns, depths, _a.Pointer, _b.Pointer, c + row * cStride + column, cStride, accumulate || depth > 0);
                }
            }
        }
    }

    /// <summary>C (+)= A·B with a B that was packed once for many products.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="a">[m, k], any strides.</param>
    /// <param name="b">The packed [k, n].</param>
    /// <param name="c">[m, n], rows contiguous.</param>
    /// <param name="cStride">Distance of two rows of C.</param>
    /// <param name="accumulate">Adds to C instead of replacing it.</param>
    public void Multiply(int m, MatrixView a, PackedMatrix b, float* c, long cStride, bool accumulate)
    {
        for (int depth = 0; depth < b.Rows; depth += BlockDepth)
        {
            int depths = Math.Min(BlockDepth, b.Rows - depth);
            for (int row = 0; row < m; row += BlockRows)
            {
                int rows = Math.Min(BlockRows, m - row);
                PackRows(a.At(row, depth), rows, depths, _a.Pointer);
                Block(rows, b.Columns, depths, _a.Pointer, b.Block(depth), c + row * cStride, cStride, accumulate || depth > 0);
            }
        }
    }

    /// <summary>Depth of the blocks in which a packed matrix is kept.</summary>
    internal static int PackedDepth => BlockDepth;

    private void Block(int rows, int columns, int depths, float* a, float* b, float* c, long cStride, bool accumulate)
    {
        for (int j = 0; j < columns; j += TileColumns)
        {
            float* panelB = b + (long)j * depths;
            for (int i = 0; i < rows; i += TileRows)
            {
                float* panelA = a + (long)i * depths;
                float* target = c + i * cStride + j;
                if (i + TileRows <= rows && j + TileColumns <= columns)
                {
                    if (accumulate) TileAdd(panelA, panelB, depths, target, cStride);
                    else Tile(panelA, panelB, depths, target, cStride);
                }
                else
                {
                    Tile(panelA, panelB, depths, _tile.Pointer, TileColumns);
                    CopyTile(Math.Min(TileRows, rows - i), Math.Min(TileColumns, columns - j), target, cStride, accumulate);
                }
            }
        }
    }

    private void CopyTile(int rows, int columns, float* c, long cStride, bool accumulate)
    {
        for (int i = 0; i < rows; i++)
        {
            var source = new ReadOnlySpan<float>(_tile.Pointer + i * TileColumns, columns);
            var target = new Span<float>(c + i * cStride, columns);
            if (accumulate) AddTo(source, target);
            else source.CopyTo(target);
        }
    }

    private static void AddTo(ReadOnlySpan<float> source, Span<float> target)
    {
        int i = 0;
        for (; i + 16 <= source.Length; i += 16) (Vector512.Create(target[i..]) + Vector512.Create(source[i..])).CopyTo(target[i..]);
        for (; i < source.Length; i++) target[i] += source[i];
    }

    [SkipLocalsInit] // All of the sums are written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileAdd(float* a, float* b, int depth, float* c, long stride)
    {
        float* sums = stackalloc float[TileRows * TileColumns];
        Tile(a, b, depth, sums, TileColumns);
        for (int i = 0; i < TileRows; i++, c += stride, sums += TileColumns)
        {
            (Vector512.Load(c) + Vector512.Load(sums)).Store(c);
            (Vector512.Load(c + 16) + Vector512.Load(sums + 16)).Store(c + 16);
            (Vector512.Load(c + 32) + Vector512.Load(sums + 32)).Store(c + 32);
        }
    }

    // 24 sums, 3 vectors of B and one broadcast of A: 28 of the 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile(float* a, float* b, int depth, float* c, long stride)
    {
        Vector512<float> s00 = Vector512<float>.Zero, s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00, s30 = s00, s31 = s00, s32 = s00;
        Vector512<float> s40 = s00, s41 = s00, s42 = s00, s50 = s00, s51 = s00, s52 = s00, s60 = s00, s61 = s00, s62 = s00, s70 = s00, s71 = s00, s72 = s00;
        for (int k = 0; k < depth; k++, a += TileRows, b += TileColumns)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16), b2 = Vector512.Load(b + 32), x;
            x = Vector512.Create(a[0]); s00 = Fma(x, b0, s00); s01 = Fma(x, b1, s01); s02 = Fma(x, b2, s02);
            x = Vector512.Create(a[1]); s10 = Fma(x, b0, s10); s11 = Fma(x, b1, s11); s12 = Fma(x, b2, s12);
            x = Vector512.Create(a[2]); s20 = Fma(x, b0, s20); s21 = Fma(x, b1, s21); s22 = Fma(x, b2, s22);
            x = Vector512.Create(a[3]); s30 = Fma(x, b0, s30); s31 = Fma(x, b1, s31); s32 = Fma(x, b2, s32);
            x = Vector512.Create(a[4]); s40 = Fma(x, b0, s40); s41 = Fma(x, b1, s41); s42 = Fma(x, b2, s42);
            x = Vector512.Create(a[5]); s50 = Fma(x, b0, s50); s51 = Fma(x, b1, s51); s52 = Fma(x, b2, s52);
            x = Vector512.Create(a[6]); s60 = Fma(x, b0, s60); s61 = Fma(x, b1, s61); s62 = Fma(x, b2, s62);
            x = Vector512.Create(a[7]); s70 = Fma(x, b0, s70); s71 = Fma(x, b1, s71); s72 = Fma(x, b2, s72);
        }
        s00.Store(c); s01.Store(c + 16); s02.Store(c + 32); c += stride;
        s10.Store(c); s11.Store(c + 16); s12.Store(c + 32); c += stride;
        s20.Store(c); s21.Store(c + 16); s22.Store(c + 32); c += stride;
        s30.Store(c); s31.Store(c + 16); s32.Store(c + 32); c += stride;
        s40.Store(c); s41.Store(c + 16); s42.Store(c + 32); c += stride;
        s50.Store(c); s51.Store(c + 16); s52.Store(c + 32); c += stride;
        s60.Store(c); s61.Store(c + 16); s62.Store(c + 32); c += stride;
        s70.Store(c); s71.Store(c + 16); s72.Store(c + 32);
    }

    /// <summary>Copies B [depth, columns] into panels of 48 columns, [panel][depth][48], the last one filled up with zeros.</summary>
    internal static void PackColumns(MatrixView b, int depth, int columns, float* target)
    {
        for (int j = 0; j < columns; j += TileColumns, target += (long)depth * TileColumns)
            PackPanel(b.At(0, j).Transposed, Math.Min(TileColumns, columns - j), depth, target, TileColumns);
    }

    /// <summary>Copies A [rows, depth] into panels of 8 rows, [panel][depth][8], the last one filled up with zeros.</summary>
    private static void PackRows(MatrixView a, int rows, int depth, float* target)
    {
        for (int i = 0; i < rows; i += TileRows, target += (long)depth * TileRows)
            PackPanel(a.At(i, 0), Math.Min(TileRows, rows - i), depth, target, TileRows);
    }

    /// <summary>target[k·width + i] = source(i, k) for i below <paramref name="count"/>, 0 for the rest of the width.</summary>
    private static void PackPanel(MatrixView source, int count, int depth, float* target, int width)
    {
        if (source.RowStride == 1) PackContiguous(source, count, depth, target, width);
        else PackTransposed(source, count, depth, target, width);
    }

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
