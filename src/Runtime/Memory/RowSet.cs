using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Rows of equally many numbers: at equal distances in one piece of memory, or scattered.</summary>
internal readonly unsafe ref struct RowSet
{
    private readonly Span<float> _numbers;
    private readonly ScatteredRows? _scattered;
    private readonly int _stride, _first;

    /// <param name="numbers">Row after row.</param>
    /// <param name="length">Of a row.</param>
    /// <param name="stride">Distance of two rows.</param>
    public RowSet(Span<float> numbers, int length, int stride)
    {
        _numbers = numbers;
        (Length, _stride) = (length, stride);
    }

    /// <param name="scattered">They.</param>
    /// <param name="length">How much of each row.</param>
    public RowSet(ScatteredRows scattered, int length) => (_scattered, Length) = (scattered, length);

    private RowSet(RowSet rows, int length, int first)
    {
        _numbers = rows._numbers;
        (_scattered, _stride) = (rows._scattered, rows._stride);
        (Length, _first) = (length, first);
    }

    /// <summary>Numbers of a row.</summary>
    public int Length { get; }

    /// <summary>A row.</summary>
    public Span<float> this[int row] => (_scattered is null ? _numbers[((_first + row) * _stride)..] : _scattered[_first + row])[..Length];

    /// <summary>Rows side by side that nobody writes to.</summary>
    public static RowSet ToRead(ReadOnlySpan<float> numbers, int length) => new(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(numbers), numbers.Length), length, length);

    /// <summary>The first numbers of every row.</summary>
    public RowSet Take(int length) => length <= Length ? new(this, length, _first) : throw new ArgumentOutOfRangeException(nameof(length), length, $"Expected at most the {Length} numbers of a row.");

    /// <summary>The rows from one on.</summary>
    public RowSet From(int row) => new(this, Length, _first + row);

    /// <summary>Address and length of what has to be pinned while <see cref="Addresses"/> are used.</summary>
    public ref float GetPinnableReference() => ref _numbers.GetPinnableReference();

    /// <summary>Where the first rows begin.</summary>
    /// <param name="pinned">The address of this.</param>
    /// <param name="count">Number of rows; checked.</param>
    /// <param name="addresses">[count], out.</param>
    public void Addresses(float* pinned, int count, float** addresses)
    {
        _ = this[count - 1]; // Throws if that many rows are not there.
        for (int row = 0; row < count; row++) addresses[row] = _scattered is null ? pinned + (nint)(_first + row) * _stride : _scattered.Address(_first + row);
    }
}
