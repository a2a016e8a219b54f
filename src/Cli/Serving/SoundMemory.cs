namespace EmbeddedSeq.Cli.Serving;

/// <summary>The last samples of a page's sound, in a ring: one thread adds, another looks back.</summary>
/// <param name="capacity">Samples that are kept.</param>
internal sealed class SoundMemory(int capacity)
{
    private readonly short[] _ring = new short[capacity];
    private readonly Lock _lock = new();
    private long _end; // Samples since the beginning.

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
    public float[] Slice(long start, long end)
    {
        lock (_lock)
        {
            (start, end) = (Math.Max(start, Math.Max(0, _end - _ring.Length)), Math.Min(end, _end));
            float[] slice = new float[Math.Max(0, end - start)];
            for (int i = 0; i < slice.Length; i++) slice[i] = _ring[(start + i) % _ring.Length] / 32768f;
            return slice;
        }
    }
}
