using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The tokens that all hypotheses of a beam begin with. They never change again; the chain does not keep them any more.</summary>
/// <param name="chain">The links of the hypotheses.</param>
/// <param name="capacity">Tokens that need no further memory.</param>
internal sealed class CommittedPrefix(TokenChain chain, int capacity)
{
    private readonly List<CtcToken> _tokens = new(capacity); // The committed ones; behind them, those that were asked for last.

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _tokens.Clear();
        Count = 0;
    }

    /// <summary>Takes over the tokens of another beam, whose chain was taken over.</summary>
    public void CopyFrom(CommittedPrefix other)
    {
        CollectionsMarshal.SetCount(_tokens, other.Count);
        CollectionsMarshal.AsSpan(other._tokens)[..other.Count].CopyTo(CollectionsMarshal.AsSpan(_tokens));
        Count = other.Count;
    }

    /// <summary>Saves or restores the tokens.</summary>
    /// <param name="state">Of the transfer.</param>
    /// <param name="most">How many there can be.</param>
    public void Transfer(ref StateTransfer state, int most)
    {
        if (!state.IsRestoring && _tokens.Count > Count) CollectionsMarshal.SetCount(_tokens, Count);
        state.List(_tokens, most);
        Count = _tokens.Count;
    }

    /// <summary>All tokens of a hypothesis along its best path; valid until the next call.</summary>
    public ReadOnlySpan<CtcToken> TokensOf(in Hypothesis hypothesis)
    {
        CtcPath path = hypothesis.BestPath;
        CollectionsMarshal.SetCount(_tokens, hypothesis.Depth);
        Span<CtcToken> tokens = CollectionsMarshal.AsSpan(_tokens);
        if (hypothesis.Depth > Count) tokens[^1] = path.Tip;
        for (int at = hypothesis.Depth - 2, link = path.Tail; link != TokenChain.None; at--, link = chain.Before(link)) tokens[at] = chain[link];
        return tokens;
    }

    /// <summary>The link of the first token of the best path that is not committed; null if it is the last token, whose end is not known.</summary>
    public int? FirstTentative(in Hypothesis hypothesis)
    {
        if (hypothesis.Depth - 2 < Count) return null;
        int link = hypothesis.BestPath.Tail;
        for (int at = hypothesis.Depth - 2; at > Count; at--) link = chain.Before(link);
        return link;
    }

    /// <summary>Number of tokens that two hypotheses begin with in common.</summary>
    public int Common(in Hypothesis a, in Hypothesis b)
    {
        ChainPlace left = new(a), right = new(b);
        while (left.Depth > right.Depth) left = Back(left);
        while (right.Depth > left.Depth) right = Back(right);
        while (left.Depth > Count && left.Prefix != right.Prefix) (left, right) = (Back(left), Back(right));
        return left.Depth;
    }

    /// <summary>Whether a hypothesis begins with so many tokens of a given hash.</summary>
    public bool Begins(in Hypothesis hypothesis, ulong prefix, int depth)
    {
        if (depth <= Count) return true; // All do.
        var at = new ChainPlace(hypothesis);
        while (at.Depth > depth) at = Back(at);
        return at.Depth == depth && at.Prefix == prefix;
    }

    /// <summary>Hash of the first tokens of a hypothesis; 0 for the committed ones.</summary>
    public ulong PrefixOf(in Hypothesis hypothesis, int depth)
    {
        var at = new ChainPlace(hypothesis);
        while (at.Depth > depth) at = Back(at);
        return at.Prefix;
    }

    /// <summary>Whether a hypothesis goes on behind the committed tokens with this one and others.</summary>
    public bool Begins(in Hypothesis hypothesis, int token) => FirstTentative(hypothesis) is { } link && chain[link].Index == token;

    /// <summary>Commits what all hypotheses have in common, but for the last token of any, whose end is not known. The times are those of the best.</summary>
    public void Commit(Span<Hypothesis> hypotheses)
    {
        ref readonly Hypothesis best = ref hypotheses[0];
        int common = best.Depth - 1;
        for (int i = 1; i < hypotheses.Length && common > Count; i++) common = Math.Min(common, Math.Min(hypotheses[i].Depth - 1, Common(best, hypotheses[i])));
        if (common <= Count) return;
        CollectionsMarshal.SetCount(_tokens, common);
        int link = best.BestPath.Tail;
        for (int depth = best.Depth - 1; depth > Count; depth--, link = chain.Before(link))
        {
            if (depth <= common) _tokens[depth - 1] = chain[link];
        }
        Count = common;
        foreach (ref Hypothesis hypothesis in hypotheses)
        {
            hypothesis.ToBlank = Cut(hypothesis.ToBlank, hypothesis.Depth - 1);
            hypothesis.ToToken = Cut(hypothesis.ToToken, hypothesis.Depth - 1);
        }
    }

    // Parts a path of so many links, the committed ones included, from the committed ones.
    private CtcPath Cut(in CtcPath path, int depth)
    {
        if (path.Tail == TokenChain.None) return path;
        int link = path.Tail;
        for (; depth > Count + 1; depth--) link = chain.Before(link);
        if (depth > Count)
        {
            chain.Cut(link);
            return path;
        }
        chain.Release(path.Tail);
        return path with { Tail = TokenChain.None };
    }

    // One token back; no further than to what is committed.
    private ChainPlace Back(in ChainPlace from) => from.Link == TokenChain.None ? new ChainPlace(Count, 0, TokenChain.None) : new ChainPlace(from.Depth - 1, chain.Prefix(from.Link), chain.Before(from.Link));

    /// <param name="Depth">Number of tokens.</param>
    /// <param name="Prefix">Their hash.</param>
    /// <param name="Link">Link of the last but one.</param>
    private readonly record struct ChainPlace(int Depth, ulong Prefix, int Link)
    {
        public ChainPlace(in Hypothesis hypothesis) : this(hypothesis.Depth, hypothesis.Prefix, hypothesis.BestPath.Tail)
        {
        }
    }
}
