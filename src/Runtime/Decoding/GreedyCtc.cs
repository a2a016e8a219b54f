using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The best path of CTC, step by step: the most probable token of each step, runs taken together, blanks left out. Never takes a token back.</summary>
/// <remarks>
/// Source: Graves et al. 2006, section 3.2. Of equally probable tokens the first counts. Allocates only when an utterance has
/// more tokens than the capacity and than any before.
/// </remarks>
internal sealed class GreedyCtc : CtcDecoder
{
    private const int Blank = 0;
    private readonly int _size;
    private readonly List<CtcToken> _tokens;
    private int _last = Blank;

    /// <param name="size">V, the number of tokens, the blank among them.</param>
    /// <param name="capacity">Tokens of an utterance that need no further memory.</param>
    public GreedyCtc(int size, int capacity) => (_size, _tokens) = (size, new List<CtcToken>(capacity));

    /// <inheritdoc/>
    public override bool HasTokens => _tokens.Count > 0;

    /// <inheritdoc/>
    public override ReadOnlySpan<CtcToken> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <inheritdoc/>
    public override int Committed => _tokens.Count;

    /// <inheritdoc/>
    public override bool Push(ReadOnlySpan<float> logProbabilities)
    {
        int before = _tokens.Count;
        for (; !logProbabilities.IsEmpty; logProbabilities = logProbabilities[_size..]) PushStep(logProbabilities[.._size]);
        return _tokens.Count > before;
    }

    /// <inheritdoc/>
    public override void BeginText()
    {
        _tokens.Clear();
        Steps = 0;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        BeginText();
        _last = Blank;
    }

    /// <summary>Takes over the state of another decoder of the same tokens.</summary>
    public void CopyFrom(GreedyCtc other)
    {
        CollectionsMarshal.SetCount(_tokens, other._tokens.Count);
        other.Tokens.CopyTo(CollectionsMarshal.AsSpan(_tokens));
        (Steps, _last) = (other.Steps, other._last);
    }

    /// <inheritdoc/>
    public override void Transfer(ref StateTransfer state, int mostSteps)
    {
        int steps = Steps;
        state.Number(ref steps, 0, mostSteps);
        state.Number(ref _last, 0, _size - 1);
        state.List(_tokens, mostSteps);
        Steps = steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PushStep(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[best]) best = i;
        }
        ThrowIfNaN(row[best]);
        float probability = MathF.Exp(row[best]);
        if (best != Blank && best != _last) _tokens.Add(new CtcToken(best, Steps, Steps, probability, probability));
        else if (best != Blank && _tokens.Count > 0) _tokens[^1] = _tokens[^1].Extended(probability);
        _last = best;
        Steps++;
    }
}
