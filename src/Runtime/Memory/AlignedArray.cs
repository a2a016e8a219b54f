using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Zeros on the garbage-collected heap that begin on a multiple of 64 bytes and never move, so that no vector of 16 numbers crosses two lines of the cache.</summary>
internal sealed unsafe class AlignedArray
{
    private const int Line = 64 / sizeof(float);
    private readonly float[] _numbers;
    private readonly int _start;

    /// <param name="length">Numbers.</param>
    public AlignedArray(int length)
    {
        Length = length;
        _numbers = GC.AllocateArray<float>(length + Line - 1, pinned: true);
        int beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0) / sizeof(float) % Line);
        _start = (Line - beyond) % Line;
        Pointer = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, _start);
    }

    /// <param name="numbers">Those that it begins with, instead of zeros.</param>
    /// <param name="length">Numbers, at least as many.</param>
    public AlignedArray(ReadOnlySpan<float> numbers, int length) : this(length) => numbers.CopyTo(Span);

    public int Length { get; }

    /// <summary>The first number; whoever keeps it keeps this object.</summary>
    public float* Pointer { get; }

    /// <summary>All of it.</summary>
    public Span<float> Span => _numbers.AsSpan(_start, Length);
}
