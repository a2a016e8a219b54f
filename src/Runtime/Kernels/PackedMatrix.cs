using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>The right operand [K, N] of many products, packed once: blocks of depth, in each panels of 48 columns.</summary>
internal sealed unsafe class PackedMatrix
{
    private readonly AlignedBuffer _memory;

    public PackedMatrix(int rows, int columns) => (Rows, Columns, _memory) = (rows, columns, new AlignedBuffer(GemmPacking.Length(rows, columns)));

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The numbers, in the order of <see cref="GemmPacking.PackColumns"/>.</summary>
    internal float* Data => _memory.Pointer;

    /// <summary>Copies a [Rows, Columns] matrix in.</summary>
    public void Pack(MatrixView source)
    {
        GemmPacking.PackColumns(source, Rows, Columns, _memory.Pointer);
        GC.KeepAlive(this);
    }
}
