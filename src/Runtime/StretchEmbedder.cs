using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Cuts a sound into word-like stretches while it is heard, each and each with its neighbour, and makes vectors of them. A word is
/// what lies between spaces, pauses and half a second without a letter. Not for two threads at once.
/// </summary>
internal sealed class StretchEmbedder
{
    // A letter is heard when most of it is over: the sound begins before its step. Seconds.
    private const double Before = 0.15, Behind = 0.08, Shortest = 0.2, Longest = 2, LongestGap = 0.5;

    private readonly AudioEmbedder _embedder;
    private readonly SampleHistory _history;
    private readonly int _stepLength, _space, _sampleRate;
    private readonly Queue<LetterSteps> _due = new();
    private readonly List<int> _places = [];
    private readonly List<sbyte> _vectors = [];
    private readonly float[] _vector;
    private readonly sbyte[] _code;
    private LetterSteps? _word, _previous;
    private int _step;

    /// <param name="model">Makes the vectors.</param>
    /// <param name="stepLength">Samples from one step to the next.</param>
    /// <param name="space">The token of the space, or −1.</param>
    public StretchEmbedder(EmbeddingModel model, int stepLength, int space)
    {
        (_stepLength, _space, _sampleRate) = (stepLength, space, model.SampleRate);
        _embedder = new AudioEmbedder(model);
        _history = new SampleHistory((int)((Longest + 2 * LongestGap + 1) * _sampleRate));
        (_vector, _code) = (new float[model.Dimension], new sbyte[model.Dimension]);
    }

    /// <summary>[N, 2]: first step and number of steps.</summary>
    public int[] Places => [.. _places];

    /// <summary>[N, D].</summary>
    public sbyte[] Vectors => [.. _vectors];

    /// <summary>Takes the next samples.</summary>
    public void Hear(ReadOnlySpan<float> samples) => _history.Add(samples);

    /// <summary>Takes what was heard in the next step.</summary>
    /// <param name="costs">[V].</param>
    /// <param name="isPause">Whether words end here.</param>
    public void Advance(ReadOnlySpan<byte> costs, bool isPause)
    {
        int best = costs.IndexOf((byte)0);
        bool isLetter = best > 0 && best != _space;
        if (_word is { } word && (isPause || best == _space || Seconds(_step - word.Last) > LongestGap || Seconds(_step - word.First) > Longest - Before - Behind)) EndWord(word);
        if (isLetter) _word = _word is { } begun ? begun with { Last = _step } : new LetterSteps(_step, _step);
        _step++;
        while (_due.TryPeek(out LetterSteps stretch) && EndOf(stretch) <= _history.Count) Embed(_due.Dequeue());
    }

    /// <summary>The sound has ended.</summary>
    public void Finish()
    {
        if (_word is { } word) EndWord(word);
        while (_due.TryDequeue(out LetterSteps stretch)) Embed(stretch);
    }

    /// <summary>The vector of all that is written in a sound.</summary>
    /// <returns>Empty if nothing is.</returns>
    public float[] Whole(ReadOnlySpan<float> samples, ReadOnlySpan<byte> costs, int width)
    {
        LetterSteps? all = null;
        for (int t = 0; t < costs.Length / width; t++)
        {
            int best = costs.Slice(t * width, width).IndexOf((byte)0);
            if (best > 0 && best != _space) all = new LetterSteps(all?.First ?? t, t);
        }
        if (all is not { } stretch) return [];
        int start = (int)Math.Clamp(StartOf(stretch), 0, samples.Length), end = (int)Math.Clamp(EndOf(stretch), start, samples.Length);
        _embedder.Embed(samples[start..end], _vector);
        return [.. _vector];
    }

    private void EndWord(LetterSteps word)
    {
        _due.Enqueue(word);
        if (_previous is { } previous && Seconds(word.First - previous.Last) <= LongestGap && Seconds(word.Last - previous.First) <= Longest - Before - Behind) _due.Enqueue(new LetterSteps(previous.First, word.Last));
        (_previous, _word) = (word, null);
    }

    // What lies too far back, after a network that reads the future, has no vector.
    private void Embed(LetterSteps stretch)
    {
        long start = Math.Max(0, StartOf(stretch)), end = Math.Min(EndOf(stretch), _history.Count);
        if (end - start < Shortest * _sampleRate || start < _history.First) return;
        while (start < end)
        {
            ReadOnlySpan<float> part = _history.Read(start, end);
            _embedder.Push(part);
            start += part.Length;
        }
        _embedder.Finish(_vector);
        VectorCode.Encode(_vector, _code);
        _places.AddRange([stretch.First, stretch.Last + 1 - stretch.First]);
        _vectors.AddRange(_code);
    }

    private double Seconds(int steps) => (double)steps * _stepLength / _sampleRate;

    private long StartOf(LetterSteps stretch) => (long)stretch.First * _stepLength - (long)(Before * _sampleRate);

    private long EndOf(LetterSteps stretch) => (stretch.Last + 1L) * _stepLength + (long)(Behind * _sampleRate);

    /// <param name="First">Step of the first letter.</param>
    /// <param name="Last">Step of the last.</param>
    private readonly record struct LetterSteps(int First, int Last);
}
