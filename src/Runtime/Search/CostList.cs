namespace EmbeddedSeq.Runtime.Search;

/// <summary>The costs of steps as they come.</summary>
/// <param name="width">V.</param>
internal sealed class CostList(int width)
{
    private byte[] _costs = new byte[1024 * width];
    private int _length;

    /// <summary>Steps so far.</summary>
    public int Steps => _length / width;

    /// <summary>[V], the costs of a step.</summary>
    public ReadOnlySpan<byte> this[int step] => _costs.AsSpan(step * width, width);

    /// <summary>Adds steps.</summary>
    /// <param name="logProbabilities">[T, V].</param>
    /// <param name="free">A token that costs nothing in these steps, or −1.</param>
    public void Add(ReadOnlySpan<float> logProbabilities, int free = -1)
    {
        if (_length + logProbabilities.Length > _costs.Length) Array.Resize(ref _costs, Math.Max(2 * _costs.Length, _length + logProbabilities.Length));
        for (; !logProbabilities.IsEmpty; logProbabilities = logProbabilities[width..], _length += width)
            PosteriorCode.Encode(logProbabilities[..width], _costs.AsSpan(_length, width), free);
    }

    /// <summary>[T, V].</summary>
    public byte[] ToArray() => _costs[.._length];
}
