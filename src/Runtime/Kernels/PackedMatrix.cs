using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>The right operand [K, N] of many products, packed once: blocks of depth, in each panels of 48 columns.</summary>
internal sealed unsafe class PackedMatrix
{
    private readonly AlignedBuffer _memory;
    private readonly int _paddedColumns;

    public PackedMatrix(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        _paddedColumns = (columns + Gemm.TileColumns - 1) / Gemm.TileColumns * Gemm.TileColumns;
        _memory = new AlignedBuffer((long)rows * _paddedColumns);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Copies a [Rows, Columns] matrix in.</summary>
    public void Pack(MatrixView source)
    {
        for (int depth = 0; depth < Rows; depth += Gemm.PackedDepth)
            Gemm.PackColumns(source.At(depth, 0), Math.Min(Gemm.PackedDepth, Rows - depth), Columns, Block(depth));
    }

    /// <summary>The panels of the block of rows that starts at <paramref name="depth"/>.</summary>
    internal float* Block(int depth) => _memory.Pointer + (long)depth * _paddedColumns;
}
