namespace EmbeddedSeq.Cli.Serving;

/// <summary>The last samples of a page's sound, in a ring: one thread adds, another looks back.</summary>
internal sealed class SoundMemory
{
    private readonly short[] _ring;
    private readonly Lock _lock = new();
    private long _end; // Samples since the beginning.

    /// <param name="capacity">Samples that are kept.</param>
    public SoundMemory(int capacity)
    {
        _ring = new short[capacity];
        Array.Clear(_ring); // The system gives memory when it is first written: now, not bit by bit until the ring is full.
    }

    /// <summary>Adds the next samples.</summary>
    public void Add(ReadOnlySpan<short> samples)
    {
        lock (_lock)
        {
            for (; !samples.IsEmpty; samples = samples[Math.Min(samples.Length, _ring.Length)..])
            {
                ReadOnlySpan<short> piece = samples[..Math.Min(samples.Length, _ring.Length)];
                int at = (int)(_end % _ring.Length), first = Math.Min(piece.Length, _ring.Length - at);
                piece[..first].CopyTo(_ring.AsSpan(at));
                piece[first..].CopyTo(_ring);
                _end += piece.Length;
            }
        }
    }

    /// <summary>Samples from a place to a place, counted from the beginning, in [−1, 1]: as far as they are kept and have come.</summary>
    /// <param name="start">The first.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="room">Where they are put; if it is too small, one is made that they fill.</param>
    public ReadOnlySpan<float> Slice(long start, long end, ref float[] room)
    {
        lock (_lock)
        {
            (start, end) = (Math.Max(start, Math.Max(0, _end - _ring.Length)), Math.Min(end, _end));
            int length = (int)Math.Max(0, end - start);
            if (room.Length < length) room = new float[length];
            for (int i = 0; i < length; i++) room[i] = _ring[(start + i) % _ring.Length] / 32768f;
            return room.AsSpan(0, length);
        }
    }
}
