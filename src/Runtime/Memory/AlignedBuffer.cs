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
        // Less than that is not worth a page of its own; whole pages, since the system gives no large page that is not all ours.
        bool large = bytes >= HugePages.Size / 4;
        nuint reserved = large ? (bytes + HugePages.Size - 1) / HugePages.Size * HugePages.Size : bytes;
        Pointer = (float*)NativeMemory.AlignedAlloc(reserved, large ? HugePages.Size : 64);
        if (large) HugePages.Advise(Pointer, reserved);
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
