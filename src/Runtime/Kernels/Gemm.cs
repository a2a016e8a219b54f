using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Memory;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// C = A·B or C += A·B on float32. Both operands are copied block by block into the order in which the inner kernel reads
/// them (after Goto and van de Geijn 2008); the inner kernel keeps 8×48 sums in registers, or 8×16 at the right edge of C.
/// </summary>
/// <remarks>One instance serves one thread: it owns the packing memory.</remarks>
internal sealed unsafe class Gemm
{
    /// <summary>Rows of the inner kernel.</summary>
    public const int TileRows = 8;

    /// <summary>Columns of the inner kernel: three vectors of 16.</summary>
    public const int TileColumns = 48;

    /// <summary>Rows of B in a block: a panel of it (128×48, 24 KB) stays in the first-level cache.</summary>
    public const int BlockDepth = 128;

    private const int VectorColumns = 16;

    // A block of A (128×128) and one of C (128×1056) stay in the second-level cache; C goes through the memory once for 2048 terms,
    // for which a B that is packed here waits in the third (8.7 MB).
    private const int BlockRows = 128, BlockColumns = 1056, DepthTogether = 16 * BlockDepth;

    private readonly AlignedBuffer _a = new((long)BlockRows * BlockDepth);
    private readonly AlignedBuffer _tile = new(TileRows * VectorColumns);
    private AlignedBuffer _b = new(0);

    /// <summary>What to ask for during the next products of few rows, which leave the memory idle. Those of many rows ask for their own operands, and forget it.</summary>
    public MemoryAhead Ahead { get; } = new();

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
            for (int depth = 0; depth < k; depth += DepthTogether)
            {
                int depths = Math.Min(DepthTogether, k - depth);
                GemmPacking.PackColumns(b.At(depth, column), depths, columns, Reserve(depths, columns));
                Multiply(m, columns, depths, a.At(0, depth), _b.Pointer, c + column, cStride, accumulate || depth > 0);
            }
        }
        GC.KeepAlive(this);
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
        Multiply(m, b.Columns, b.Rows, a, b.Data, c, cStride, accumulate);
        GC.KeepAlive(b);
        GC.KeepAlive(this);
    }

    private void Multiply(int m, int n, int k, MatrixView a, float* b, float* c, long cStride, bool accumulate)
    {
        for (int row = 0; row < m; row += BlockRows)
        {
            int rows = Math.Min(BlockRows, m - row);
            for (int depth = 0; depth < k; depth += BlockDepth)
            {
                int depths = Math.Min(BlockDepth, k - depth);
                GemmPacking.PackRows(a.At(row, depth), rows, depths, _a.Pointer);
                if (m > BlockRows) LookAhead(m, k, a, row, depth); // Otherwise A is small and was just written.
                int blocks = m > BlockRows ? 1 : Tiles(k - depth, BlockDepth);
                int lines = Ahead.Lines == 0 ? 0 : Ahead.Lines / (Tiles(rows, TileRows) * Tiles(n, TileColumns) * blocks) + 1;
                Block(rows, n, depths, _a.Pointer, b + GemmPacking.Length(depth, n), c + row * cStride, cStride, accumulate || depth > 0, lines);
            }
        }
    }

    /// <summary>Asks for the block of A behind this one.</summary>
    private void LookAhead(int m, int k, MatrixView a, int row, int depth)
    {
        depth += BlockDepth;
        if (depth >= k) (row, depth) = (row + BlockRows, 0);
        Ahead.Clear();
        Ahead.Add(a.At(row, depth), Math.Min(BlockRows, m - row), Math.Min(BlockDepth, k - depth));
    }

    private static int Tiles(int length, int tile) => (length + tile - 1) / tile;

    private float* Reserve(int depth, int columns)
    {
        long length = GemmPacking.Length(depth, columns);
        if (_b.Length < length) _b = new AlignedBuffer(length + length / 8); // Batches differ a little in length.
        return _b.Pointer;
    }

    private void Block(int rows, int columns, int depths, float* a, float* b, float* c, long cStride, bool accumulate, int lines)
    {
        for (int j = 0; j < columns; j += TileColumns)
        {
            float* panel = b + (long)j * depths;
            int width = Math.Min(TileColumns, columns - j);
            for (int i = 0; i < rows; i += TileRows)
            {
                float* panelA = a + (long)i * depths, target = c + i * cStride + j;
                if (lines > 0) Ahead.Fetch(lines);
                if (i + TileRows > rows) Edge(panelA, panel, depths, rows - i, width, target, cStride, accumulate);
                else if (width == TileColumns) Tile(panelA, panel, depths, target, cStride, accumulate);
                else
                {
                    int whole = width / VectorColumns * VectorColumns;
                    for (int v = 0; v < whole; v += VectorColumns) NarrowTile(panelA, panel + v, depths, target + v, cStride, accumulate);
                    if (whole < width) Edge(panelA, panel + whole, depths, TileRows, width - whole, target + whole, cStride, accumulate);
                }
            }
        }
    }

    /// <summary>Less than a tile: a product on whole vectors, of which a part goes to C.</summary>
    private void Edge(float* a, float* b, int depth, int rows, int columns, float* c, long cStride, bool accumulate)
    {
        for (int v = 0; v < columns; v += VectorColumns)
        {
            NarrowTile(a, b + v, depth, _tile.Pointer, VectorColumns, accumulate: false);
            CopyTile(rows, Math.Min(VectorColumns, columns - v), c + v, cStride, accumulate);
        }
    }

    private void CopyTile(int rows, int columns, float* c, long cStride, bool accumulate)
    {
        for (int i = 0; i < rows; i++)
        {
            var source = new ReadOnlySpan<float>(_tile.Pointer + i * VectorColumns, columns);
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

    // 24 sums, 3 vectors of B and one broadcast of A: 28 of the 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile(float* a, float* b, int depth, float* c, long stride, bool accumulate)
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
        if (accumulate)
        {
            s00 += Vector512.Load(c + 0 * stride); s01 += Vector512.Load(c + 0 * stride + 16); s02 += Vector512.Load(c + 0 * stride + 32);
            s10 += Vector512.Load(c + 1 * stride); s11 += Vector512.Load(c + 1 * stride + 16); s12 += Vector512.Load(c + 1 * stride + 32);
            s20 += Vector512.Load(c + 2 * stride); s21 += Vector512.Load(c + 2 * stride + 16); s22 += Vector512.Load(c + 2 * stride + 32);
            s30 += Vector512.Load(c + 3 * stride); s31 += Vector512.Load(c + 3 * stride + 16); s32 += Vector512.Load(c + 3 * stride + 32);
            s40 += Vector512.Load(c + 4 * stride); s41 += Vector512.Load(c + 4 * stride + 16); s42 += Vector512.Load(c + 4 * stride + 32);
            s50 += Vector512.Load(c + 5 * stride); s51 += Vector512.Load(c + 5 * stride + 16); s52 += Vector512.Load(c + 5 * stride + 32);
            s60 += Vector512.Load(c + 6 * stride); s61 += Vector512.Load(c + 6 * stride + 16); s62 += Vector512.Load(c + 6 * stride + 32);
            s70 += Vector512.Load(c + 7 * stride); s71 += Vector512.Load(c + 7 * stride + 16); s72 += Vector512.Load(c + 7 * stride + 32);
        }
        s00.Store(c + 0 * stride); s01.Store(c + 0 * stride + 16); s02.Store(c + 0 * stride + 32);
        s10.Store(c + 1 * stride); s11.Store(c + 1 * stride + 16); s12.Store(c + 1 * stride + 32);
        s20.Store(c + 2 * stride); s21.Store(c + 2 * stride + 16); s22.Store(c + 2 * stride + 32);
        s30.Store(c + 3 * stride); s31.Store(c + 3 * stride + 16); s32.Store(c + 3 * stride + 32);
        s40.Store(c + 4 * stride); s41.Store(c + 4 * stride + 16); s42.Store(c + 4 * stride + 32);
        s50.Store(c + 5 * stride); s51.Store(c + 5 * stride + 16); s52.Store(c + 5 * stride + 32);
        s60.Store(c + 6 * stride); s61.Store(c + 6 * stride + 16); s62.Store(c + 6 * stride + 32);
        s70.Store(c + 7 * stride); s71.Store(c + 7 * stride + 16); s72.Store(c + 7 * stride + 32);
    }

    // One vector of a panel of B.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void NarrowTile(float* a, float* b, int depth, float* c, long stride, bool accumulate)
    {
        Vector512<float> s0 = Vector512<float>.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (int k = 0; k < depth; k++, a += TileRows, b += TileColumns)
        {
            Vector512<float> x = Vector512.Load(b);
            s0 = Fma(Vector512.Create(a[0]), x, s0);
            s1 = Fma(Vector512.Create(a[1]), x, s1);
            s2 = Fma(Vector512.Create(a[2]), x, s2);
            s3 = Fma(Vector512.Create(a[3]), x, s3);
            s4 = Fma(Vector512.Create(a[4]), x, s4);
            s5 = Fma(Vector512.Create(a[5]), x, s5);
            s6 = Fma(Vector512.Create(a[6]), x, s6);
            s7 = Fma(Vector512.Create(a[7]), x, s7);
        }
        if (accumulate)
        {
            s0 += Vector512.Load(c + 0 * stride);
            s1 += Vector512.Load(c + 1 * stride);
            s2 += Vector512.Load(c + 2 * stride);
            s3 += Vector512.Load(c + 3 * stride);
            s4 += Vector512.Load(c + 4 * stride);
            s5 += Vector512.Load(c + 5 * stride);
            s6 += Vector512.Load(c + 6 * stride);
            s7 += Vector512.Load(c + 7 * stride);
        }
        s0.Store(c + 0 * stride);
        s1.Store(c + 1 * stride);
        s2.Store(c + 2 * stride);
        s3.Store(c + 3 * stride);
        s4.Store(c + 4 * stride);
        s5.Store(c + 5 * stride);
        s6.Store(c + 6 * stride);
        s7.Store(c + 7 * stride);
    }
}
