using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// Asks for the next block of a matrix, a few lines at a time, while the present one is multiplied: a block is many short pieces far
/// apart, which no processor reads ahead by itself, and copying it would wait for each of them.
/// </summary>
internal unsafe struct BlockAhead
{
    private const int Line = 16; // Numbers.

    private readonly float* _data;
    private readonly long _stride;
    private readonly int _pieces, _lines, _together; // Pieces of so many lines; lines asked for at a time.
    private int _piece, _line;

    /// <param name="matrix">One of its strides should be 1; otherwise nothing is asked for.</param>
    /// <param name="row">Where the block begins.</param>
    /// <param name="column">Where the block begins.</param>
    /// <param name="rows">Of the block; none or fewer: there is no next block.</param>
    /// <param name="columns">Of the block.</param>
    /// <param name="turns">How often <see cref="Fetch"/> will be called.</param>
    public BlockAhead(MatrixView matrix, int row, int column, int rows, int columns, int turns)
    {
        if (!Sse.IsSupported || rows <= 0 || (matrix.RowStride != 1 && matrix.ColumnStride != 1)) return;
        bool downwards = matrix.RowStride == 1;
        _data = matrix.At(row, column).Data;
        (_stride, _pieces, _lines) = downwards ? (matrix.ColumnStride, columns, Lines(rows)) : (matrix.RowStride, rows, Lines(columns));
        _together = _pieces * _lines / turns + 1;
    }

    /// <summary>Asks for some more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch()
    {
        for (int i = 0; i < _together && _piece < _pieces; i++)
        {
            Sse.Prefetch1(_data + _piece * _stride + _line * Line); // Into the second level: the first one holds a panel of B.
            if (++_line == _lines) (_piece, _line) = (_piece + 1, 0);
        }
    }

    private static int Lines(int numbers) => (numbers + Line - 1) / Line;
}
