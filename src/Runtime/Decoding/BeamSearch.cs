using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// Prefix beam search for CTC: follows the most probable texts, each with the probability of all its paths, one step at a time.
/// The work for a step depends on the beam, not on how much has been said. Allocates only when an utterance has more tokens
/// than the capacity and than any before.
/// </summary>
/// <remarks>
/// Source: Graves and Jaitly 2014, Hannun et al. 2014. A separator behind a separator, or before the first token, counts as
/// blank: texts that read the same are one. What all hypotheses have in common is committed.
/// </remarks>
internal sealed class BeamSearch : CtcDecoder
{
    private const int Blank = 0;
    private readonly int _size, _separator, _commitSteps;
    private readonly double _tokenThreshold, _scoreThreshold, _rejectionThreshold, _agreement;
    private readonly Hypothesis[] _stays;
    private readonly BeamExtensions _extensions;
    private readonly TokenChain _chain;
    private readonly CommittedPrefix _committed;
    private readonly BeamReadings _readings;
    private readonly double[] _totals;
    private readonly int[] _order, _active;
    private Hypothesis[] _now, _next;
    private int _count;
    private ulong _shown;    // Hash of the tokens that are shown.
    private int _shownDepth; // Their number.
    private (ulong, int) _reported; // Both at the last Push.
    private TextScorer _scorer;
    private TextScorer? _nextScorer; // Where other phrases may be said, from the next text on.
    private double _anything;        // ln of the probability of the best path.
    private bool _hasEnded;
    private int _best;               // The best hypothesis; the best reading, once the text has ended.

    /// <param name="tokens">Text of each token; the first is the blank.</param>
    /// <param name="options">Width and thresholds.</param>
    /// <param name="scorer">What is known beside the sound.</param>
    /// <param name="commitSteps">Steps after which a token is committed.</param>
    /// <param name="capacity">Tokens of an utterance that need no further memory.</param>
    public BeamSearch(IReadOnlyList<string> tokens, BeamSearchOptions options, TextScorer scorer, int commitSteps, int capacity)
    {
        options.Validate();
        (_size, _commitSteps, _scorer) = (tokens.Count, commitSteps, scorer);
        _separator = Separator(tokens);
        _readings = new BeamReadings(options.Width, _separator);
        _agreement = options.Agreement;
        (_tokenThreshold, _scoreThreshold, _rejectionThreshold) = (Math.Log(options.TokenThreshold), options.ScoreThreshold, options.RejectionThreshold);
        (_now, _next, _stays) = (new Hypothesis[options.Width], new Hypothesis[options.Width], new Hypothesis[options.Width]);
        _extensions = new BeamExtensions(options.Width, _size);
        _chain = new TokenChain(options.Width * Math.Min(commitSteps, 64) + 64);
        _committed = new CommittedPrefix(_chain, capacity);
        _totals = new double[options.Width * (_size + 1)];
        (_order, _active) = (new int[_totals.Length], new int[_size]);
        Reset();
    }

    /// <summary>The token between words, or -1.</summary>
    private static int Separator(IReadOnlyList<string> tokens)
    {
        for (int token = 1; token < tokens.Count; token++)
        {
            if (string.IsNullOrWhiteSpace(tokens[token])) return token;
        }
        return -1;
    }

    /// <summary>The hypotheses, the best first.</summary>
    public ReadOnlySpan<Hypothesis> Hypotheses => _now.AsSpan(0, _count);

    /// <summary>Links in use, for tests.</summary>
    internal int Links => _chain.Count;

    /// <summary>What may be the whole text, the best first; behind <see cref="Finish"/>.</summary>
    public ReadOnlySpan<CtcReading> Readings => _readings.All;

    /// <summary>Whether a language model scores the words.</summary>
    public bool HasLanguageModel => _scorer.HasLanguageModel;

    /// <summary>Whether only the phrases of a list may be said.</summary>
    public bool HasPhrases => _scorer.Phrases is not null;

    /// <summary>Whether what was said is probably no phrase of the list.</summary>
    public bool IsRejected => !HasTokens || (_hasEnded && Readings.IsEmpty) || Margin / _now[_best].Depth < _rejectionThreshold;

    /// <summary>ln of how much more probable the best reading's best path is than the best path of any tokens, at most 0: far below where something else was said than what may be said.</summary>
    public double Margin => _now[_best].BestPath.Score - _anything;

    /// <summary>The tokens of one of them; valid until the next call.</summary>
    public ReadOnlySpan<CtcToken> TokensOf(in Hypothesis hypothesis) => _committed.TokensOf(hypothesis);

    /// <inheritdoc/>
    public override bool HasTokens => _now[_best].Depth > 0;

    /// <inheritdoc/>
    public override ReadOnlySpan<CtcToken> Tokens => _hasEnded ? _committed.TokensOf(_now[_best]) : _committed.TokensOf(_now[0])[.._shownDepth];

    /// <inheritdoc/>
    public override int Committed => _committed.Count;

    /// <inheritdoc/>
    public override bool Push(ReadOnlySpan<float> logProbabilities)
    {
        for (; !logProbabilities.IsEmpty; logProbabilities = logProbabilities[_size..]) PushStep(logProbabilities[.._size]);
        bool isNew = (_shown, _shownDepth) != _reported;
        _reported = (_shown, _shownDepth);
        return isNew;
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        _readings.Collect(Hypotheses, _scorer);
        _hasEnded = true;
        if (!Readings.IsEmpty) _best = Readings[0].Hypothesis;
    }

    /// <summary>Scores by other knowledge from now on. Other phrases wait for the next text if this one has begun: what has been said need not be among them.</summary>
    public void Use(TextScorer scorer)
    {
        _nextScorer = null;
        if (scorer.Phrases == _scorer.Phrases) Rescore(scorer);
        else if (HasTokens) _nextScorer = scorer;
        else
        {
            _scorer = scorer;
            BeginText();
        }
    }

    /// <inheritdoc/>
    public override void BeginText()
    {
        Hypothesis best = _now[_best];
        Begin(best.Last, best.Blank - best.Acoustic, best.NonBlank - best.Acoustic);
    }

    /// <inheritdoc/>
    public override void Reset() => Begin(Blank, 0, double.NegativeInfinity);

    /// <summary>Takes over the state of another search with the same options.</summary>
    public void CopyFrom(BeamSearch other)
    {
        _chain.CopyFrom(other._chain);
        _committed.CopyFrom(other._committed);
        other.Hypotheses.CopyTo(_now);
        _readings.Clear();
        (Steps, _count, _best, _anything, _hasEnded) = (other.Steps, other._count, other._best, other._anything, other._hasEnded);
        (_shown, _shownDepth, _reported) = (other._shown, other._shownDepth, other._reported);
        (_scorer, _nextScorer) = (other._scorer, other._nextScorer);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Other phrases wait for the next text.</exception>
    public override void Transfer(ref StateTransfer state, int mostSteps)
    {
        if (_nextScorer is not null && !state.IsRestoring) throw new InvalidOperationException("The phrase list was changed in the middle of an utterance: save the state behind its end.");
        int steps = Steps, width = _now.Length;
        state.Number(ref steps, 0, mostSteps);
        state.Number(ref _count, 1, width);
        state.Number(ref _best, 0, _count - 1);
        state.Values(_now.AsSpan(0, _count), width);
        // Each hypothesis has two paths, no longer than the steps after which a token is committed; new ones are made before the old ones go.
        _chain.Transfer(ref state, 4 * width * (Math.Min(_commitSteps, mostSteps) + 4));
        _committed.Transfer(ref state, mostSteps);
        state.Value(ref _anything);
        state.Flag(ref _hasEnded);
        state.Value(ref _shown);
        state.Number(ref _shownDepth, 0, mostSteps);
        (ulong hash, int depth) = _reported;
        state.Value(ref hash);
        state.Number(ref depth, 0, mostSteps);
        _reported = (hash, depth);
        Steps = steps;
        if (state.IsRestoring) _readings.Clear();
    }

    /// <summary>Of the options and the phrases: two searches with the same can go on from each other's states.</summary>
    /// <exception cref="InvalidOperationException">There is knowledge of another kind.</exception>
    public ulong Fingerprint()
    {
        if (_scorer.HasLanguageModel || _scorer.HasHotWords) throw new InvalidOperationException("The state of a search with a language model or hot words can be neither saved nor restored.");
        ReadOnlySpan<double> parts = [_now.Length, _commitSteps, _tokenThreshold, _scoreThreshold, _rejectionThreshold, _agreement];
        return Checksum.Of(MemoryMarshal.AsBytes(parts)) ^ (_scorer.Phrases?.Fingerprint ?? 0);
    }

    private void Begin(int last, double blank, double nonBlank)
    {
        (_scorer, _nextScorer) = (_nextScorer ?? _scorer, null);
        (_anything, _best, _shownDepth, _reported, _hasEnded) = (0, 0, 0, (1, 0), false);
        _readings.Clear();
        _chain.Clear();
        _committed.Clear();
        Steps = 0;
        _count = 1;
        _now[0] = new Hypothesis
        {
            Prefix = _shown = 1,
            Last = last,
            Blank = blank,
            NonBlank = nonBlank,
            Acoustic = Hypothesis.LogSum(blank, nonBlank),
            ToBlank = CtcPath.Impossible with { Score = blank },
            ToToken = CtcPath.Impossible with { Score = nonBlank },
            Text = _scorer.Begin,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PushStep(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<int> active = FindActive(row);
        for (int i = 0; i < _count; i++) _stays[i] = Stay(_now[i], row);
        _extensions.Begin(_now.AsSpan(0, _count), Steps);
        for (int i = 0; i < _count; i++)
        {
            foreach (int token in active)
            {
                if (token == _separator && _now[i].IsBehind(_separator)) continue;
                _extensions.Add(i, token, row[token], _scorer, _stays);
            }
        }
        Select(_extensions.Rank(_stays.AsSpan(0, _count), _totals));
        _committed.Commit(_now.AsSpan(0, _count));
        DropLateRivals();
        Show();
        Steps++;
    }

    private ReadOnlySpan<int> FindActive(ReadOnlySpan<float> row)
    {
        int count = 0;
        float sum = row[Blank], largest = row[Blank];
        double threshold = _scorer.Phrases is null ? _tokenThreshold : double.NegativeInfinity;
        for (int token = 1; token < row.Length; token++)
        {
            sum += row[token];
            largest = MathF.Max(largest, row[token]);
            if (row[token] >= threshold && row[token] > float.NegativeInfinity) _active[count++] = token;
        }
        ThrowIfNaN(sum);
        _anything += largest;
        return _active.AsSpan(0, count);
    }

    // The same text one step later.
    private Hypothesis Stay(in Hypothesis from, ReadOnlySpan<float> row)
    {
        Hypothesis to = from;
        to.Blank = from.Acoustic + row[Blank];
        to.ToBlank = from.BestPath.AfterBlank(row[Blank]);
        if (from.Last != Blank)
        {
            to.NonBlank = from.NonBlank + row[from.Last];
            to.ToToken = from.ToToken.AfterRepeat(row[from.Last]);
        }
        if (_separator > 0 && from.IsBehind(_separator)) StayBehindSeparator(from, ref to, row[_separator]);
        to.Acoustic = Hypothesis.LogSum(to.Blank, to.NonBlank);
        return to;
    }

    private void StayBehindSeparator(in Hypothesis from, ref Hypothesis to, float logProbability)
    {
        if (from.Last == _separator)
        {
            // Its run has been counted; what comes behind a blank would be a second one.
            to.NonBlank = Hypothesis.LogSum(to.NonBlank, from.Blank + logProbability);
            if (from.ToBlank.Score > from.ToToken.Score) to.ToToken = from.ToBlank.AfterRepeat(logProbability);
            return;
        }
        to.Blank = Hypothesis.LogSum(to.Blank, from.Acoustic + logProbability);
        CtcPath path = from.BestPath.AfterBlank(logProbability);
        if (path.Score > to.ToBlank.Score) to.ToBlank = path;
    }

    // The best of those that stay and those that are longer become the new hypotheses.
    private void Select(int candidates)
    {
        Span<double> totals = _totals.AsSpan(0, candidates);
        double best = double.NegativeInfinity;
        foreach (double total in totals) best = Math.Max(best, total);
        double threshold = _scorer.Phrases is null ? _scoreThreshold : double.PositiveInfinity; // Only what may be said competes.
        int kept = 0;
        for (int i = 0; i < candidates; i++)
        {
            if (totals[i] < best - threshold || totals[i] == double.NegativeInfinity) continue;
            (totals[kept], _order[kept]) = (-totals[i], i);
            kept++;
        }
        if (kept == 0) return; // A step that makes everything impossible is passed over.
        totals[..kept].Sort(_order.AsSpan(0, kept));
        int count = Math.Min(kept, _now.Length);
        for (int i = 0; i < count; i++)
        {
            int at = _order[i];
            _next[i] = at < _count ? _extensions.Stayed(at, _stays[at], _chain) : _extensions.Extended(at - _count, _chain);
            _chain.Retain(_next[i].ToBlank.Tail);
            _chain.Retain(_next[i].ToToken.Tail);
        }
        foreach (ref readonly Hypothesis old in _now.AsSpan(0, _count)) Release(old);
        ((_now, _next), _count) = ((_next, _now), count);
    }

    // What the best hypothesis and its close rivals agree on, and what was shown before as long as the best agrees with it.
    private void Show()
    {
        int depth = _now[0].Depth;
        for (int i = 1; i < _count && _now[i].Total >= _now[0].Total - _agreement; i++) depth = Math.Min(depth, _committed.Common(_now[0], _now[i]));
        if (_shownDepth >= depth && _committed.Begins(_now[0], _shown, _shownDepth)) return;
        (_shownDepth, _shown) = (depth, _committed.PrefixOf(_now[0], depth));
    }

    // Bounds what a hypothesis carries along, and how long a reader waits for text that stays.
    private void DropLateRivals()
    {
        while (_committed.FirstTentative(_now[0]) is { } link && _chain[link].LastStep < Steps - _commitSteps)
        {
            int kept = 0;
            for (int i = 0; i < _count; i++)
            {
                if (_committed.Begins(_now[i], _chain[link].Index)) _now[kept++] = _now[i];
                else Release(_now[i]);
            }
            _count = kept;
            _committed.Commit(_now.AsSpan(0, _count));
        }
    }

    private void Release(in Hypothesis hypothesis)
    {
        _chain.Release(hypothesis.ToBlank.Tail);
        _chain.Release(hypothesis.ToToken.Tail);
    }

    private void Rescore(TextScorer scorer)
    {
        _scorer = scorer;
        foreach (ref Hypothesis hypothesis in _now.AsSpan(0, _count))
        {
            ReadOnlySpan<CtcToken> tokens = _committed.TokensOf(hypothesis);
            int word = tokens.Length;
            while (word > 0 && tokens[word - 1].Index != _separator) word--;
            hypothesis.Text = scorer.Resume(hypothesis.Text, tokens[word..]);
        }
        _now.AsSpan(0, _count).Sort(static (a, b) => b.Total.CompareTo(a.Total));
        Show();
    }
}
