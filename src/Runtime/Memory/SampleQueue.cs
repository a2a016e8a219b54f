using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>
/// Samples and the ends of utterances on their way from one writing thread to one reading thread: a lock-free ring. The reader
/// sees, after the last sample of an utterance, a tail of zeros and then the end.
/// </summary>
internal sealed class SampleQueue
{
    private static readonly float[] Silence = new float[1024];
    private readonly float[] _ring;
    private readonly int _tailLength;
    private readonly ConcurrentQueue<long> _ends = new(); // Positions; any thread may end an utterance.
    private long _written, _read;  // Samples since creation.
    private long _end = -1;        // The end that comes next for the reader, or -1.
    private int _tailRead;         // Zeros of the tail that have been read.

    /// <param name="capacity">Samples that fit in at least.</param>
    /// <param name="tailLength">Zeros that follow an utterance.</param>
    public SampleQueue(int capacity, int tailLength)
    {
        _ring = new float[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        Array.Clear(_ring); // The system gives memory when it is first written: now, not in the middle of an audio callback.
        _tailLength = tailLength;
    }

    /// <summary>Samples that fit in.</summary>
    public int Capacity => _ring.Length;

    /// <summary>Samples that have been read, tails not counted.</summary>
    public long Position => Volatile.Read(ref _read);

    /// <summary>Samples that wait to be read.</summary>
    public long Waiting => Volatile.Read(ref _written) - Volatile.Read(ref _read);

    /// <summary>Whether all of an utterance and its tail has been read and <see cref="NextUtterance"/> is due.</summary>
    public bool IsAtEnd => IsInTail && _tailRead == _tailLength;

    private bool IsInTail => _end >= 0 && _read >= _end;

    /// <summary>Writer: hands over as many samples as fit.</summary>
    /// <returns>How many.</returns>
    public int Write(ReadOnlySpan<float> samples)
    {
        int taken = 0;
        for (Span<float> room; !(room = Reserve(samples.Length - taken)).IsEmpty; taken += room.Length)
        {
            samples.Slice(taken, room.Length).CopyTo(room);
            Commit(room.Length);
        }
        return taken;
    }

    /// <summary>Writer: as <see cref="Write(ReadOnlySpan{float})"/>; 32768 becomes 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Write(ReadOnlySpan<short> samples)
    {
        int taken = 0;
        for (Span<float> room; !(room = Reserve(samples.Length - taken)).IsEmpty; taken += room.Length)
        {
            for (int i = 0; i < room.Length; i++) room[i] = samples[taken + i] / 32768f;
            Commit(room.Length);
        }
        return taken;
    }

    /// <summary>Any thread: the utterance ends after the samples committed so far.</summary>
    public void End() => _ends.Enqueue(Volatile.Read(ref _written));

    /// <summary>Reader: samples or zeros that come next, as many as lie side by side; empty if nothing waits or the utterance is at its end.</summary>
    public ReadOnlySpan<float> Peek()
    {
        // In this order: an end that was set before samples were written is seen with them.
        long available = Waiting;
        if (_end < 0 && !_ends.TryDequeue(out _end)) _end = -1;
        if (IsInTail) return Silence.AsSpan(0, Math.Min(Silence.Length, _tailLength - _tailRead));
        if (_end >= 0) available = Math.Min(available, _end - _read);
        int at = (int)(_read & (_ring.Length - 1));
        return _ring.AsSpan(at, (int)Math.Min(available, _ring.Length - at));
    }

    /// <summary>Reader: takes away the first <paramref name="count"/> numbers of what <see cref="Peek"/> showed.</summary>
    public void Skip(int count)
    {
        if (IsInTail) _tailRead += count;
        else Volatile.Write(ref _read, _read + count);
    }

    /// <summary>Reader: goes on behind the end.</summary>
    public void NextUtterance() => (_end, _tailRead) = (-1, 0);

    /// <summary>Reader: throws away all that waits.</summary>
    public void Clear()
    {
        Volatile.Write(ref _read, Volatile.Read(ref _written));
        while (_ends.TryDequeue(out _)) { }
        NextUtterance();
    }

    // The free part of the ring that comes next, as long as it lies side by side.
    private Span<float> Reserve(int count)
    {
        int at = (int)(_written & (_ring.Length - 1));
        long free = _ring.Length - Waiting;
        return _ring.AsSpan(at, (int)Math.Min(Math.Min(count, free), _ring.Length - at));
    }

    private void Commit(int count) => Volatile.Write(ref _written, _written + count);
}
