using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// Pieces of memory that are needed soon: asked for a few lines at a time while something else is being computed, above all many short
/// pieces far apart, which no processor reads ahead by itself. A hint; it changes no number.
/// </summary>
internal sealed unsafe class MemoryAhead
{
    private const int MostBlocks = 4, Line = 16; // Numbers.

    private readonly Block[] _blocks = new Block[MostBlocks];
    private int _count, _block, _row, _line;

    /// <summary>Lines that have not been asked for.</summary>
    public int Lines { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_count, _block, _row, _line, Lines) = (0, 0, 0, 0, 0);

    /// <summary>Adds numbers that lie side by side.</summary>
    public void Add(float* numbers, int length) => Add(new MatrixView(numbers, length, 1), 1, length);

    /// <summary>Adds a block of a matrix; the fifth one and later ones, and matrices without a stride of 1, are ignored.</summary>
    public void Add(MatrixView block, int rows, int columns)
    {
        if (block.RowStride == 1) (block, rows, columns) = (block.Transposed, columns, rows);
        if (!Sse.IsSupported || block.ColumnStride != 1 || rows <= 0 || columns <= 0 || _count == MostBlocks) return;
        int lines = (columns + Line - 1) / Line;
        _blocks[_count++] = new Block(block.Data, block.RowStride, rows, lines);
        Lines += rows * lines;
    }

    /// <summary>Asks for some lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fetch(int lines)
    {
        for (lines = Math.Min(lines, Lines), Lines -= lines; lines > 0; lines--)
        {
            ref readonly Block block = ref _blocks[_block];
            Sse.Prefetch1(block.Data + _row * block.Stride + _line * Line); // Into the second level: the first one holds what is being computed with.
            if (++_line < block.Lines) continue;
            (_line, _row) = (0, _row + 1);
            if (_row == block.Rows) (_row, _block) = (0, _block + 1);
        }
    }

    private readonly struct Block(float* data, long stride, int rows, int lines)
    {
        public readonly float* Data = data;
        public readonly long Stride = stride;
        public readonly int Rows = rows, Lines = lines;
    }
}
