using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>
/// Moves the state of a stream into bytes or back, or counts the bytes that it can take at most. Each stage names its fields once,
/// in one order, for all three. Allocates nothing but what a longer list takes.
/// </summary>
internal ref struct StateTransfer
{
    private readonly Span<byte> _destination;
    private readonly ReadOnlySpan<byte> _source;
    private readonly bool _isSaving;

    private StateTransfer(Span<byte> destination, ReadOnlySpan<byte> source, bool isSaving, bool isRestoring)
    {
        _destination = destination;
        _source = source;
        (_isSaving, IsRestoring) = (isSaving, isRestoring);
    }

    /// <summary>Bytes moved or counted so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the fields are being written, not read.</summary>
    public bool IsRestoring { get; }

    /// <summary>Counts only.</summary>
    public static StateTransfer Count() => new([], [], isSaving: false, isRestoring: false);

    /// <summary>Reads the fields.</summary>
    /// <param name="destination">With room for all of it.</param>
    public static StateTransfer Save(Span<byte> destination) => new(destination, [], isSaving: true, isRestoring: false);

    /// <summary>Writes the fields.</summary>
    public static StateTransfer Restore(ReadOnlySpan<byte> source) => new([], source, isSaving: false, isRestoring: true);

    /// <summary>A field.</summary>
    /// <exception cref="StreamStateException">The bytes are at their end.</exception>
    public void Value<T>(ref T value) where T : unmanaged => Values(new Span<T>(ref value), most: 1);

    /// <summary>A field that is true or false.</summary>
    /// <inheritdoc cref="Value"/>
    public void Flag(ref bool value)
    {
        byte flag = value ? (byte)1 : (byte)0;
        Value(ref flag);
        value = flag != 0;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="StreamStateException">Another one, or the bytes are at their end.</exception>
    public void Number(ref int value, int least, int most)
    {
        Value(ref value);
        if (IsRestoring && (value < least || value > most)) throw new StreamStateException($"expected a number from {least} to {most} at byte {Position - sizeof(int)}, found {value}");
    }

    /// <summary>Fields of a number that is known.</summary>
    /// <inheritdoc cref="Value"/>
    public void Values<T>(scoped Span<T> values) where T : unmanaged => Values(values, values.Length);

    /// <summary>Fields of a number that changes.</summary>
    /// <param name="values">Those that there are.</param>
    /// <param name="most">How many there can be.</param>
    /// <exception cref="StreamStateException">The bytes are at their end.</exception>
    public void Values<T>(scoped Span<T> values, int most) where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        if (IsRestoring)
        {
            if (bytes.Length > _source.Length - Position) throw new StreamStateException($"expected {bytes.Length} bytes more at byte {Position}, found {_source.Length - Position}");
            _source.Slice(Position, bytes.Length).CopyTo(bytes);
        }
        if (_isSaving) bytes.CopyTo(_destination[Position..]);
        Position = checked(Position + (_isSaving || IsRestoring ? bytes.Length : most * Unsafe.SizeOf<T>()));
    }

    /// <summary>A list and its length.</summary>
    /// <param name="list">It.</param>
    /// <param name="most">How long it can be.</param>
    /// <exception cref="StreamStateException">It is longer, or the bytes are at their end.</exception>
    public void List<T>(List<T> list, int most) where T : unmanaged
    {
        int count = list.Count;
        Number(ref count, 0, most);
        if (IsRestoring) CollectionsMarshal.SetCount(list, count);
        Values(CollectionsMarshal.AsSpan(list), most);
    }
}
