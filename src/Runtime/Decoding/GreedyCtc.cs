using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The best path of CTC, step by step: the most probable token of each step, runs taken together, blanks left out.</summary>
/// <remarks>
/// Source: Graves et al. 2006, section 3.2. Token 0 is the blank. Of equally probable tokens the first counts. Allocates only
/// when an utterance has more tokens than the capacity and than any before. Not for two threads at once.
/// </remarks>
internal sealed class GreedyCtc
{
    private const int Blank = 0;
    private readonly int _size;
    private readonly List<CtcToken> _tokens;
    private int _last = Blank;

    /// <param name="size">V, the number of tokens, the blank among them.</param>
    /// <param name="capacity">Tokens of an utterance that need no further memory.</param>
    public GreedyCtc(int size, int capacity) => (_size, _tokens) = (size, new List<CtcToken>(capacity));

    /// <summary>Steps of this text.</summary>
    public int Steps { get; private set; }

    /// <summary>The tokens of this text; valid until the next call.</summary>
    public ReadOnlySpan<CtcToken> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Takes the next steps.</summary>
    /// <param name="logProbabilities">[T, V], natural logarithms.</param>
    /// <returns>Whether a new token began.</returns>
    /// <exception cref="ArithmeticException">A number is NaN: the network has overflowed.</exception>
    public bool Push(ReadOnlySpan<float> logProbabilities)
    {
        int before = _tokens.Count;
        for (; !logProbabilities.IsEmpty; logProbabilities = logProbabilities[_size..]) PushStep(logProbabilities[.._size]);
        return _tokens.Count > before;
    }

    /// <summary>Starts a new text while the sound goes on: a token that has been written is not written again because its run is cut.</summary>
    public void BeginText()
    {
        _tokens.Clear();
        Steps = 0;
    }

    /// <summary>Back to the start of a sound.</summary>
    public void Reset()
    {
        BeginText();
        _last = Blank;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PushStep(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[best]) best = i;
        }
        if (float.IsNaN(row[best])) throw new ArithmeticException($"Step {Steps}: expected log-probabilities, found NaN: the network's weights are so large that it overflows.");
        float probability = MathF.Exp(row[best]);
        if (best != Blank && best != _last) _tokens.Add(new CtcToken(best, Steps, Steps, probability, probability));
        else if (best != Blank && _tokens.Count > 0) _tokens[^1] = _tokens[^1].Extended(probability);
        _last = best;
        Steps++;
    }
}
