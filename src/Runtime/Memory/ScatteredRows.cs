namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Rows that lie anywhere in memory that does not move. Holds on to that memory.</summary>
/// <param name="capacity">Most rows.</param>
internal sealed unsafe class ScatteredRows(int capacity)
{
    private readonly AlignedArray?[] _owners = new AlignedArray?[capacity];
    private readonly nint[] _addresses = new nint[capacity];
    private readonly int[] _lengths = new int[capacity];

    /// <summary>A row.</summary>
    public Span<float> this[int row] => new((float*)_addresses[row], _lengths[row]);

    /// <summary>Where a row begins.</summary>
    public float* Address(int row) => (float*)_addresses[row];

    /// <summary>Says where a row lies.</summary>
    /// <param name="row">Number of the row.</param>
    /// <param name="memory">In it.</param>
    /// <param name="start">First number.</param>
    /// <param name="length">Numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie inside.</exception>
    public void Set(int row, AlignedArray memory, int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start + (uint)length, (uint)memory.Length, nameof(length));
        _owners[row] = memory;
        _addresses[row] = (nint)(memory.Pointer + start);
        _lengths[row] = length;
    }

    /// <summary>Lets go of the memory of the first rows.</summary>
    public void Clear(int count)
    {
        Array.Clear(_owners, 0, count);
        Array.Clear(_lengths, 0, count);
    }
}
