namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Part of native memory that lives at least as long as this object. Read-only.</summary>
internal sealed unsafe class MemoryRegion
{
    private readonly object _owner;

    /// <param name="pointer">The first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="owner">What frees the memory when it is collected.</param>
    public MemoryRegion(void* pointer, long length, object owner)
    {
        (Length, _owner) = (length, owner);
        Pointer = (byte*)pointer;
    }

    /// <summary>The first byte; whoever keeps it keeps this object.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>A part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie inside.</exception>
    public MemoryRegion Slice(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)Length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Length - start), nameof(length));
        return new MemoryRegion(Pointer + start, length, _owner);
    }

    /// <summary>The bytes as numbers; whoever keeps the span keeps this object.</summary>
    public ReadOnlySpan<T> As<T>() where T : unmanaged => new(Pointer, checked((int)(Length / sizeof(T))));

    /// <summary>Whether it starts on a multiple of so many bytes.</summary>
    public bool IsAligned(int bytes) => (nuint)Pointer % (nuint)bytes == 0;
}
