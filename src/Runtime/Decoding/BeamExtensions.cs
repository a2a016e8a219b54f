namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>What the hypotheses of a beam become by one token more, within one step. Not for two threads at once.</summary>
/// <param name="width">Most hypotheses.</param>
/// <param name="size">V, the number of tokens.</param>
internal sealed class BeamExtensions(int width, int size)
{
    private readonly Extension[] _new = new Extension[width * size];
    private readonly Extension[] _entries = new Extension[width]; // Better paths to the last token of a hypothesis that stays.
    private readonly int[] _targets = new int[width * size];      // Which hypothesis is another with a token behind it, plus 1.
    private readonly int[] _blankLinks = new int[width], _tokenLinks = new int[width];
    private readonly Hypothesis[] _from = new Hypothesis[width];
    private int _count, _step, _fromCount;

    /// <summary>Begins a step.</summary>
    /// <param name="hypotheses">Those that are extended.</param>
    /// <param name="step">Its number.</param>
    public void Begin(ReadOnlySpan<Hypothesis> hypotheses, int step)
    {
        (_count, _step, _fromCount) = (0, step, hypotheses.Length);
        hypotheses.CopyTo(_from);
        Array.Clear(_targets, 0, _fromCount * size);
        _entries.AsSpan(0, _fromCount).Fill(Extension.None);
        _blankLinks.AsSpan(0, _fromCount).Fill(TokenChain.None);
        _tokenLinks.AsSpan(0, _fromCount).Fill(TokenChain.None);
        for (int longer = 0; longer < _fromCount; longer++)
        {
            if (_from[longer].Depth == 0) continue;
            for (int i = 0; i < _fromCount; i++)
            {
                if (_from[i].Prefix == _from[longer].Before) _targets[i * size + _from[longer].Last] = longer + 1;
            }
        }
    }

    /// <summary>Adds a token behind a hypothesis: a new hypothesis, if the scorer allows it, or probability for one that is in the beam already.</summary>
    public void Add(int from, int token, float logProbability, TextScorer scorer, Span<Hypothesis> stays)
    {
        ref readonly Hypothesis h = ref _from[from];
        bool isRepeated = token == h.Last;
        double acoustic = (isRepeated ? h.Blank : h.Acoustic) + logProbability;
        if (acoustic == double.NegativeInfinity) return;
        bool fromBlank = isRepeated || h.ToBlank.Score > h.ToToken.Score;
        double path = (fromBlank ? h.ToBlank.Score : h.ToToken.Score) + logProbability;
        var extension = new Extension(from, token, acoustic, path, fromBlank, logProbability);
        int target = _targets[from * size + token] - 1;
        if (target < 0)
        {
            if (scorer.TryExtend(h.Text, token, out extension.Text)) _new[_count++] = extension;
            return;
        }
        ref Hypothesis same = ref stays[target];
        same.NonBlank = Hypothesis.LogSum(same.NonBlank, acoustic);
        same.Acoustic = Hypothesis.LogSum(same.Acoustic, acoustic);
        if (path <= same.ToToken.Score) return;
        same.ToToken = same.ToToken with { Score = path };
        _entries[target] = extension;
    }

    /// <summary>The scores of those that stay, then of those that are new.</summary>
    /// <returns>How many.</returns>
    public int Rank(ReadOnlySpan<Hypothesis> stays, Span<double> totals)
    {
        for (int i = 0; i < stays.Length; i++) totals[i] = stays[i].Total;
        for (int i = 0; i < _count; i++) totals[stays.Length + i] = _new[i].Acoustic + _new[i].Text.Total;
        return stays.Length + _count;
    }

    /// <summary>A hypothesis that stays, with the best path to its last token.</summary>
    public Hypothesis Stayed(int index, in Hypothesis stay, TokenChain chain)
    {
        Hypothesis result = stay;
        if (_entries[index].Token > 0) result.ToToken = PathOf(_entries[index], chain);
        return result;
    }

    /// <summary>A hypothesis that is new.</summary>
    public Hypothesis Extended(int index, TokenChain chain)
    {
        ref readonly Extension extension = ref _new[index];
        ref readonly Hypothesis from = ref _from[extension.From];
        return new Hypothesis
        {
            Prefix = Hypothesis.Extend(from.Prefix, extension.Token),
            Before = from.Prefix,
            Last = extension.Token,
            Depth = from.Depth + 1,
            Blank = double.NegativeInfinity,
            NonBlank = extension.Acoustic,
            Acoustic = extension.Acoustic,
            ToBlank = CtcPath.Impossible,
            ToToken = PathOf(extension, chain),
            Text = extension.Text,
        };
    }

    // All that extend the same path share the link of its last token.
    private CtcPath PathOf(in Extension extension, TokenChain chain)
    {
        ref readonly Hypothesis from = ref _from[extension.From];
        float probability = MathF.Exp(extension.LogProbability);
        int tail = TokenChain.None;
        if (from.Depth > 0)
        {
            ref int link = ref (extension.FromBlank ? _blankLinks : _tokenLinks)[extension.From];
            CtcPath path = extension.FromBlank ? from.ToBlank : from.ToToken;
            if (link == TokenChain.None) link = chain.Add(path.Tip, path.Tail, from.Prefix);
            tail = link;
        }
        return new CtcPath(extension.Path, tail, new CtcToken(extension.Token, _step, _step, probability, probability));
    }

    private record struct Extension(int From, int Token, double Acoustic, double Path, bool FromBlank, float LogProbability)
    {
        public static readonly Extension None;
        public TextScore Text;
    }
}
