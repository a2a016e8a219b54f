using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Aligned native memory of float32, zeroed at creation and freed with the object.</summary>
internal sealed unsafe class AlignedBuffer
{
    private readonly nuint _length;

    public AlignedBuffer(long length)
    {
        _length = checked((nuint)length);
        nuint bytes = checked(_length * sizeof(float));
        bool large = bytes >= HugePages.Size;
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, large ? HugePages.Size : 64);
        if (large) HugePages.Advise(Pointer, bytes / HugePages.Size * HugePages.Size); // The rest may be shared with other memory.
        Clear();
    }

    ~AlignedBuffer() => NativeMemory.AlignedFree(Pointer);

    public float* Pointer { get; }

    public long Length => (long)_length;

    /// <summary>All of it, to be read.</summary>
    public MemoryRegion Region => new(Pointer, Length * sizeof(float), this);

    /// <summary>Part of the numbers.</summary>
    public Span<float> Span(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start + (ulong)length, (ulong)Length, nameof(length));
        return new(Pointer + start, length);
    }

    public void Clear() => NativeMemory.Clear(Pointer, _length * sizeof(float));
}
