using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>How much of a beam's best text is shown: what it and its close rivals agree on, all but the last few letters in any case, and what was shown before as long as the best agrees with it. Not for two threads at once.</summary>
/// <param name="committed">What all hypotheses have in common.</param>
/// <param name="agreement">How much worse a close rival is at most, in nats.</param>
internal sealed class ShownText(CommittedPrefix committed, double agreement)
{
    private const int MostHeldBack = 20; // Tokens: a letter that stays doubtful must not keep back the words behind it.
    private ulong _prefix; // Hash of the tokens that are shown.
    private int _depth;
    private (ulong, int) _reported;

    /// <summary>Number of tokens.</summary>
    public int Depth => _depth;

    /// <summary>How much worse a close rival is at most, in nats.</summary>
    public double Agreement => agreement;

    /// <summary>Back to an empty text.</summary>
    public void Reset() => (_prefix, _depth, _reported) = (Hypothesis.Empty, 0, (Hypothesis.Empty, 0));

    /// <summary>Takes the hypotheses, the best first.</summary>
    public void Update(ReadOnlySpan<Hypothesis> hypotheses)
    {
        ref readonly Hypothesis best = ref hypotheses[0];
        int depth = best.Depth;
        for (int i = 1; i < hypotheses.Length && hypotheses[i].Total >= best.Total - agreement; i++) depth = Math.Min(depth, committed.Common(best, hypotheses[i]));
        depth = Math.Max(depth, best.Depth - MostHeldBack);
        if (Depth >= depth && committed.Begins(best, _prefix, Depth)) return;
        (_depth, _prefix) = (depth, committed.PrefixOf(best, depth));
    }

    /// <summary>Whether the text is another than at the last call.</summary>
    public bool Report()
    {
        bool isNew = (_prefix, Depth) != _reported;
        _reported = (_prefix, Depth);
        return isNew;
    }

    /// <summary>Takes over the state of another.</summary>
    public void CopyFrom(ShownText other) => (_prefix, _depth, _reported) = (other._prefix, other._depth, other._reported);

    /// <summary>Saves or restores the state.</summary>
    /// <param name="state">Of the transfer.</param>
    /// <param name="mostSteps">Of a text.</param>
    public void Transfer(ref StateTransfer state, int mostSteps)
    {
        state.Value(ref _prefix);
        state.Number(ref _depth, 0, mostSteps);
        (ulong hash, int depth) = _reported;
        state.Value(ref hash);
        state.Number(ref depth, 0, mostSteps);
        _reported = (hash, depth);
    }
}
