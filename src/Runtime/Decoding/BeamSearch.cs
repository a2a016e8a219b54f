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
    private const int Blank = 0, MostCompared = 100;
    private const int WeighEvery = 3; // Steps; fewer bring no better text and cost more.
    private readonly int _size, _separator, _commitSteps;
    private readonly double _tokenThreshold, _scoreThreshold, _rejectionThreshold, _riskScale;
    private readonly Hypothesis[] _stays;
    private readonly BeamExtensions _extensions;
    private readonly Beam _beam;
    private readonly ShownText _shown;
    private readonly BeamReadings _readings;
    private readonly BeamRanking _ranking;
    private readonly ExpectedErrors _errors;
    private readonly ReadingWeigher _weigher;
    private readonly int[] _active;
    private TextScorer _scorer;
    private TextScorer? _nextScorer; // Where other phrases may be said, from the next text on.
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
        (_tokenThreshold, _scoreThreshold, _rejectionThreshold, _riskScale) = (Math.Log(options.TokenThreshold), options.ScoreThreshold, options.RejectionThreshold, options.RiskScale);
        _errors = new ExpectedErrors(Math.Min(options.Width, MostCompared), 1024);
        _weigher = new ReadingWeigher(tokens, _separator, options.LanguageModelWeight, options.RecurrentShare);
        _stays = new Hypothesis[options.Width];
        _extensions = new BeamExtensions(options.Width, _size);
        _beam = new Beam(options.Width, options.Width * Math.Min(commitSteps, 64) + 64, capacity);
        _shown = new ShownText(_beam.Committed, options.Agreement);
        _ranking = new BeamRanking(options.Width, options.Width * (_size + 1));
        _active = new int[_size];
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
    public ReadOnlySpan<Hypothesis> Hypotheses => _beam.Hypotheses;

    /// <summary>Links in use, for tests.</summary>
    internal int Links => _beam.Links;

    /// <summary>What may be the whole text, the best first; behind <see cref="Finish"/>.</summary>
    public ReadOnlySpan<CtcReading> Readings => _readings.All;

    /// <summary>Whether a language model scores the words.</summary>
    public bool HasLanguageModel => _scorer.HasLanguageModel;

    /// <summary>Whether only the phrases of a list may be said.</summary>
    public bool HasPhrases => _scorer.Phrases is not null;

    /// <summary>Whether what was said is probably no phrase of the list.</summary>
    public bool IsRejected => !HasTokens || (_hasEnded && Readings.IsEmpty) || Evidence < _rejectionThreshold;

    /// <summary>What speaks for the best reading: see <see cref="PhraseEvidence"/>.</summary>
    public double Evidence => PhraseEvidence.Of(Best, PhraseEvidence.Lead(Readings, Hypotheses, _scorer.Phrases));

    /// <summary>The tokens of one of them; valid until the next call.</summary>
    public ReadOnlySpan<CtcToken> TokensOf(in Hypothesis hypothesis) => _beam.Committed.TokensOf(hypothesis);

    private ref readonly Hypothesis Best => ref Hypotheses[_best];

    /// <inheritdoc/>
    public override bool HasTokens => Best.Depth > 0;

    /// <inheritdoc/>
    public override ReadOnlySpan<CtcToken> Tokens => _hasEnded ? TokensOf(Best) : TokensOf(Hypotheses[0])[.._shown.Depth];

    /// <inheritdoc/>
    public override int Committed => _beam.Committed.Count;

    /// <inheritdoc/>
    public override bool Push(ReadOnlySpan<float> logProbabilities)
    {
        for (; !logProbabilities.IsEmpty; logProbabilities = logProbabilities[_size..]) PushStep(logProbabilities[.._size]);
        return _shown.Report();
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        if (_scorer.Readings is { } knowledge) Weigh(knowledge, atEnd: true);
        _readings.Collect(Hypotheses, _scorer);
        if (_scorer.Phrases is null && _riskScale > 0) _readings.PutFirst(FindLeastErrors());
        _hasEnded = true;
        if (!Readings.IsEmpty) _best = Readings[0].Hypothesis;
    }

    /// <summary>Scores by other knowledge from now on. Other phrases wait for the next text if this one has begun: what has been said need not be among them.</summary>
    public void Use(TextScorer scorer)
    {
        _nextScorer = null;
        if (scorer.GoesOnFrom(_scorer)) _scorer = scorer;
        else if (scorer.Phrases == _scorer.Phrases) Rescore(scorer);
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
        Hypothesis best = Best;
        Begin(best.Last, best.Blank - best.Acoustic, best.NonBlank - best.Acoustic);
    }

    /// <inheritdoc/>
    public override void Reset() => Begin(Blank, 0, double.NegativeInfinity);

    /// <summary>Takes over the state of another search with the same options.</summary>
    public void CopyFrom(BeamSearch other)
    {
        _beam.CopyFrom(other._beam);
        _readings.Clear();
        _shown.CopyFrom(other._shown);
        _weigher.Forget();
        (Steps, _best, _hasEnded) = (other.Steps, other._best, other._hasEnded);
        (_scorer, _nextScorer) = (other._scorer, other._nextScorer);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Other phrases wait for the next text.</exception>
    public override void Transfer(ref StateTransfer state, int mostSteps)
    {
        if (_nextScorer is not null && !state.IsRestoring) throw new InvalidOperationException("The phrase list was changed in the middle of an utterance: save the state behind its end.");
        int steps = Steps;
        state.Number(ref steps, 0, mostSteps);
        _beam.Transfer(ref state, _commitSteps, mostSteps);
        state.Number(ref _best, 0, Hypotheses.Length - 1);
        state.Flag(ref _hasEnded);
        _shown.Transfer(ref state, mostSteps);
        Steps = steps;
        if (!state.IsRestoring) return;
        _readings.Clear();
        _weigher.Forget();
    }

    /// <summary>Two searches with the same can go on from each other's states.</summary>
    public ulong Fingerprint()
    {
        ReadOnlySpan<double> parts = [_stays.Length, _commitSteps, _tokenThreshold, _scoreThreshold, _rejectionThreshold, _riskScale, _shown.Agreement];
        return Checksum.Of(MemoryMarshal.AsBytes(parts)) ^ _scorer.Fingerprint();
    }

    // Words that have ended gain or lose what the recurrent model says of them; at the end of the text, all words and the end itself.
    private void Weigh(ReadingKnowledge knowledge, bool atEnd)
    {
        Span<Hypothesis> hypotheses = _beam.Hypotheses;
        Span<(int Before, int Words)> places = stackalloc (int, int)[hypotheses.Length];
        int from = SharedTokens(hypotheses[0]);
        _weigher.Begin(knowledge, TokensOf(hypotheses[0])[..from]);
        for (int i = 0; i < hypotheses.Length; i++)
        {
            ref int weighed = ref hypotheses[i].Text.Weighed;
            ReadOnlySpan<CtcToken> tokens = TokensOf(hypotheses[i]);
            int end = atEnd ? tokens.Length : WordStart(tokens, tokens.Length);
            weighed = Math.Max(from, weighed);
            places[i].Before = _weigher.Add(tokens[from..weighed]);
            places[i].Words = _weigher.Add(tokens[weighed..Math.Max(weighed, end)], places[i].Before);
            if (atEnd) _weigher.AddEnd(places[i].Words);
            weighed = Math.Max(weighed, end);
        }
        _weigher.Run();
        for (int i = 0; i < hypotheses.Length; i++)
        {
            double words = _weigher.GainOf(places[i].Words), end = atEnd ? _weigher.EndGainOf(places[i].Words) : 0;
            hypotheses[i].Text.Gain += words + end - _weigher.GainOf(places[i].Before);
        }
        hypotheses.Sort(static (a, b) => b.Total.CompareTo(a.Total));
    }

    // Tokens of the words that are committed: all texts agree on them.
    private int SharedTokens(in Hypothesis hypothesis)
    {
        ReadOnlySpan<CtcToken> tokens = TokensOf(hypothesis);
        return WordStart(tokens, Math.Min(Committed, tokens.Length));
    }

    // Behind the last separator before a place.
    private int WordStart(ReadOnlySpan<CtcToken> tokens, int end)
    {
        while (end > 0 && tokens[end - 1].Index != _separator) end--;
        return end;
    }

    // Index of the reading of which the fewest words are expected to be wrong.
    private int FindLeastErrors()
    {
        if (Readings.Length < 3) return 0; // The more probable of two has fewer.
        int from = SharedTokens(Hypotheses[Readings[0].Hypothesis]);
        _errors.Clear();
        foreach (CtcReading reading in Readings)
        {
            if (_errors.IsFull) break;
            _errors.Add(TokensOf(Hypotheses[reading.Hypothesis])[from..], _separator, Math.Exp(_riskScale * (reading.Score - Readings[0].Score)));
        }
        return _errors.FindBest();
    }

    private void Begin(int last, double blank, double nonBlank)
    {
        (_scorer, _nextScorer) = (_nextScorer ?? _scorer, null);
        (_best, _hasEnded) = (0, false);
        _weigher.Forget();
        _shown.Reset();
        _readings.Clear();
        Steps = 0;
        _beam.Begin(Hypothesis.Start(last, blank, nonBlank, _scorer.Begin));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PushStep(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<int> active = FindActive(row);
        ReadOnlySpan<Hypothesis> now = Hypotheses;
        Span<Hypothesis> stays = _stays.AsSpan(0, now.Length);
        float blank = row[Blank] - _scorer.BlankPenalty;
        for (int i = 0; i < now.Length; i++) stays[i] = now[i].Stay(row, blank, _separator);
        _extensions.Begin(now, Steps);
        for (int i = 0; i < now.Length; i++)
        {
            foreach (int token in active)
            {
                if (token == _separator && now[i].IsBehind(_separator)) continue;
                _extensions.Add(i, token, row[token], _scorer, stays);
            }
        }
        double threshold = _scorer.Phrases is null ? _scoreThreshold : double.PositiveInfinity; // Only what may be said competes.
        ReadOnlySpan<int> order = _ranking.Best(_extensions.Rank(stays, _ranking.Scores), threshold);
        if (!order.IsEmpty) _beam.Select(order, stays, _extensions); // A step that makes everything impossible is passed over.
        // Before the text is committed.
        if (_scorer.Readings is { } knowledge && Steps % WeighEvery == 0) Weigh(knowledge, atEnd: false);
        _beam.CommitBefore(Steps - _commitSteps);
        _shown.Update(Hypotheses);
        Steps++;
    }

    private ReadOnlySpan<int> FindActive(ReadOnlySpan<float> row)
    {
        int count = 0;
        float sum = row[Blank];
        double threshold = _scorer.Phrases is null ? _tokenThreshold : double.NegativeInfinity;
        for (int token = 1; token < row.Length; token++)
        {
            sum += row[token];
            if (row[token] >= threshold && row[token] > float.NegativeInfinity) _active[count++] = token;
        }
        ThrowIfNaN(sum);
        return _active.AsSpan(0, count);
    }

    private void Rescore(TextScorer scorer)
    {
        _scorer = scorer;
        _weigher.Forget();
        foreach (ref Hypothesis hypothesis in _beam.Hypotheses)
        {
            ReadOnlySpan<CtcToken> tokens = TokensOf(hypothesis);
            int word = tokens.Length;
            while (word > 0 && tokens[word - 1].Index != _separator) word--;
            bool isFirst = true;
            foreach (CtcToken token in tokens[..word]) isFirst &= token.Index == _separator;
            hypothesis.Text = scorer.Resume(hypothesis.Text, tokens[word..], isFirst);
        }
        _beam.Hypotheses.Sort(static (a, b) => b.Total.CompareTo(a.Total));
        _shown.Update(Hypotheses);
    }
}
