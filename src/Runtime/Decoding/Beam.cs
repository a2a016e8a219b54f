using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The hypotheses that are followed, the best first, and the links and committed tokens that they share. Not for two threads at once.</summary>
internal sealed class Beam
{
    private readonly TokenChain _chain;
    private Hypothesis[] _now, _next;
    private int _count;

    /// <param name="width">Most hypotheses.</param>
    /// <param name="links">Links that need no further memory.</param>
    /// <param name="capacity">Tokens of a text that need no further memory.</param>
    public Beam(int width, int links, int capacity)
    {
        (_now, _next) = (new Hypothesis[width], new Hypothesis[width]);
        _chain = new TokenChain(links);
        Committed = new CommittedPrefix(_chain, capacity);
    }

    /// <summary>The hypotheses.</summary>
    public Span<Hypothesis> Hypotheses => _now.AsSpan(0, _count);

    /// <summary>What they have in common.</summary>
    public CommittedPrefix Committed { get; }

    /// <summary>Links in use.</summary>
    public int Links => _chain.Count;

    /// <summary>Begins with a single hypothesis, without tokens.</summary>
    public void Begin(in Hypothesis first)
    {
        _chain.Clear();
        Committed.Clear();
        (_now[0], _count) = (first, 1);
    }

    /// <summary>Takes over the state of another beam of the same width.</summary>
    public void CopyFrom(Beam other)
    {
        _chain.CopyFrom(other._chain);
        Committed.CopyFrom(other.Committed);
        other.Hypotheses.CopyTo(_now);
        _count = other._count;
    }

    /// <summary>Saves or restores the state.</summary>
    /// <param name="state">Of the transfer.</param>
    /// <param name="commitSteps">Steps after which a token is committed.</param>
    /// <param name="mostSteps">Of a text.</param>
    public void Transfer(ref StateTransfer state, int commitSteps, int mostSteps)
    {
        int width = _now.Length;
        state.Number(ref _count, 1, width);
        state.Values(Hypotheses, width);
        // Each hypothesis has two paths, no longer than the steps after which a token is committed; new ones are made before the old ones go.
        _chain.Transfer(ref state, 4 * width * (Math.Min(commitSteps, mostSteps) + 4));
        Committed.Transfer(ref state, mostSteps);
    }

    /// <summary>One step later: some of those that stay and of those that are longer become the hypotheses.</summary>
    /// <param name="order">Which, the best first; at least one. The longer ones are numbered behind those that stay.</param>
    /// <param name="stays">Each hypothesis, one step later.</param>
    /// <param name="extensions">The longer ones.</param>
    public void Select(ReadOnlySpan<int> order, ReadOnlySpan<Hypothesis> stays, BeamExtensions extensions)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int at = order[i];
            _next[i] = at < _count ? extensions.Stayed(at, stays[at], _chain) : extensions.Extended(at - _count, _chain);
            _chain.Retain(_next[i].ToBlank.Tail);
            _chain.Retain(_next[i].ToToken.Tail);
        }
        foreach (ref readonly Hypothesis old in Hypotheses) Release(old);
        ((_now, _next), _count) = ((_next, _now), order.Length);
        Committed.Commit(Hypotheses);
    }

    /// <summary>Commits the best text's tokens that ended before a step: hypotheses that read them otherwise are given up. Bounds what a hypothesis carries along, and how long a reader waits for text that stays.</summary>
    public void CommitBefore(int step)
    {
        while (Committed.FirstTentative(_now[0]) is { } link && _chain[link].LastStep < step)
        {
            int kept = 0;
            for (int i = 0; i < _count; i++)
            {
                if (Committed.Begins(_now[i], _chain[link].Index)) _now[kept++] = _now[i];
                else Release(_now[i]);
            }
            _count = kept;
            Committed.Commit(Hypotheses);
        }
    }

    private void Release(in Hypothesis hypothesis)
    {
        _chain.Release(hypothesis.ToBlank.Tail);
        _chain.Release(hypothesis.ToToken.Tail);
    }
}
