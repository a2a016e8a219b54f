using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// How much a sound is like the recordings of a keyword, window after window: half its cosine with the mean of all, half that with the mean of those
/// that it is most like, as many of them as bring it nearest. Allocates nothing after its creation. Not for two threads at once.
/// </summary>
/// <remarks>People say a word in two or three ways, and a mean of all of them is like none; but other words are by chance like one recording rather than like all.</remarks>
internal sealed class VoiceLikeness
{
    private readonly IReadOnlyList<float[]> _vectors; // [N · windows][D].
    private readonly float[] _products;                // [N, N] of the recordings, means over the windows.
    private readonly float[] _sums;                    // [N]: of the cosines with each recording, over the windows so far.
    private readonly float[] _sorted;                  // [N]: the same with their signs changed, the largest cosine first.
    private readonly int[] _order;                     // [N]: the recordings in that order.

    /// <param name="voice">A multiple of <see cref="KeywordWindows.Count"/> vectors, at least one.</param>
    public VoiceLikeness(KeywordVoice voice)
    {
        _vectors = voice.Vectors;
        int count = _vectors.Count / KeywordWindows.Count;
        (_sums, _sorted, _order, _products) = (new float[count], new float[count], new int[count], new float[count * count]);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                for (int w = 0; w < KeywordWindows.Count; w++) _products[i * count + j] += DotProduct.Run(Vector(i, w), Vector(j, w)) / KeywordWindows.Count;
            }
        }
    }

    /// <summary>Windows so far.</summary>
    public int Windows { get; private set; }

    /// <summary>The likeness by the windows so far, at least one: −1 to 1.</summary>
    public float Value { get; private set; }

    /// <summary>Begins another sound.</summary>
    public void Reset()
    {
        Windows = 0;
        Array.Clear(_sums);
    }

    /// <summary>Takes the sound's next window.</summary>
    /// <param name="vector">[D], of length 1 or zeros.</param>
    public void Add(ReadOnlySpan<float> vector)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] += DotProduct.Run(vector, Vector(i, Windows));
            (_sorted[i], _order[i]) = (-_sums[i], i);
        }
        Windows++;
        _sorted.AsSpan().Sort(_order.AsSpan());
        Value = Compare() / Windows;
    }

    // Over the means of the first, the first two, ... of the order: the sum of the cosines by the length of the sum of the vectors.
    private float Compare()
    {
        (float best, float last, float sum, float square) = (float.NegativeInfinity, 0, 0, 0);
        for (int k = 0; k < _order.Length; k++)
        {
            sum -= _sorted[k];
            square += _products[_order[k] * _order.Length + _order[k]];
            for (int j = 0; j < k; j++) square += 2 * _products[_order[k] * _order.Length + _order[j]];
            last = sum / MathF.Sqrt(MathF.Max(square, 1e-6f));
            best = MathF.Max(best, last);
        }
        return (best + last) / 2;
    }

    private float[] Vector(int recording, int window) => _vectors[recording * KeywordWindows.Count + window];
}
