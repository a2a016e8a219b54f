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
