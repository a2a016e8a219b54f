using System.Numerics;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>The last samples of a stream, for those who look back. Allocates nothing after its creation. Not for two threads at once.</summary>
/// <param name="capacity">Samples that are kept at least.</param>
internal sealed class SampleHistory(int capacity)
{
    private readonly float[] _ring = new float[BitOperations.RoundUpToPowerOf2((uint)capacity)];

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first sample that is still there.</summary>
    public long First => Math.Max(0, Count - _ring.Length);

    /// <summary>Takes the next samples.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        Count += samples.Length;
        if (samples.Length > _ring.Length) samples = samples[^_ring.Length..];
        int at = (int)((Count - samples.Length) & (_ring.Length - 1)), first = Math.Min(samples.Length, _ring.Length - at);
        samples[..first].CopyTo(_ring.AsSpan(at));
        samples[first..].CopyTo(_ring);
    }

    /// <summary>Samples from a place on, as many as lie side by side.</summary>
    /// <param name="start">From <see cref="First"/> on.</param>
    /// <param name="end">Where to stop, at most <see cref="Count"/>.</param>
    public ReadOnlySpan<float> Read(long start, long end)
    {
        int at = (int)(start & (_ring.Length - 1));
        return _ring.AsSpan(at, (int)Math.Min(end - start, _ring.Length - at));
    }

    /// <summary>Forgets all; the next sample is number 0.</summary>
    public void Clear() => Count = 0;
}
