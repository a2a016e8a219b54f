using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime;

/// <summary>The last stages of a stream: log-probabilities → tokens → text → results that wait to be read. Not for two threads at once.</summary>
internal sealed class TextStage
{
    private readonly SpeechModel _model;
    private readonly SpeechRecognizerOptions _options;
    private readonly CtcDecoder _decoder;
    private readonly BeamSearch? _beam;
    private readonly TextBuilder _text, _reading;
    private readonly ResultQueue _results = new();
    private readonly int _tokens;
    private Knowledge _knowledge;
    private TextScorer? _requested; // By any thread, until the next step.
    private bool _hasNewToken;

    public TextStage(SpeechModel model, SpeechRecognizerOptions options, int maximumSteps)
    {
        (_model, _options, _tokens) = (model, options, model.Network.OutputSize);
        _knowledge = new Knowledge(options.LanguageModel, options.Phrases, options.HotWords, options.RecurrentLanguageModel);
        int capacity = Math.Min(maximumSteps, 1024); // Letters of a minute of fast speech.
        if (options.EffectiveBeam is { } beam) _beam = new BeamSearch(model.Spec.Tokens, beam, _knowledge.For(model, beam), model.StepsIn(beam.CommitDelay), capacity);
        _decoder = _beam ?? (CtcDecoder)new GreedyCtc(_tokens, capacity);
        _text = new TextBuilder(model.Spec.Tokens, capacity);
        _reading = new TextBuilder(model.Spec.Tokens, _beam is null ? 0 : capacity);
    }

    /// <summary>What the text is searched by, from the next step on. May be set on any thread.</summary>
    /// <exception cref="InvalidOperationException">The stream takes the most probable tokens and does not search.</exception>
    /// <exception cref="ArgumentException">Something was made for another model.</exception>
    public Knowledge Knowledge
    {
        get => Volatile.Read(ref _knowledge);
        set
        {
            if (_options.EffectiveBeam is not { } beam) throw new InvalidOperationException("The recogniser was created without a beam search: set SpeechRecognizerOptions.Beam.");
            Volatile.Write(ref _requested, value.For(_model, beam));
            Volatile.Write(ref _knowledge, value);
        }
    }

    /// <summary>Whether no further final fits until one is read.</summary>
    public bool IsFull => _results.IsFull;

    /// <summary>Whether the utterance has said anything yet.</summary>
    public bool HasText => _decoder.HasTokens;

    /// <summary>Takes the next steps.</summary>
    /// <param name="logProbabilities">[T, V].</param>
    /// <exception cref="ArithmeticException">A number is NaN: the network has overflowed.</exception>
    public void Push(ReadOnlySpan<float> logProbabilities)
    {
        UseRequested();
        _hasNewToken |= _decoder.Push(logProbabilities);
    }

    /// <summary>Takes over the text of another stage with the same options; not the results that wait.</summary>
    public void CopyFrom(TextStage other)
    {
        if (_beam is not null) _beam.CopyFrom(other._beam!);
        else ((GreedyCtc)_decoder).CopyFrom((GreedyCtc)other._decoder);
    }

    /// <summary>Tells what a state of the decoder means: see <see cref="BeamSearch.Fingerprint"/>.</summary>
    public ulong Fingerprint
    {
        get
        {
            UseRequested();
            return _beam?.Fingerprint() ?? 0;
        }
    }

    /// <summary>Saves or restores the text; not the results that wait.</summary>
    public void Transfer(ref StateTransfer state, int mostSteps)
    {
        _decoder.Transfer(ref state, mostSteps);
        state.Flag(ref _hasNewToken);
        if (!state.IsRestoring) return;
        _text.Reset();
        BuildText(); // So that what comes next is known to be more.
    }

    /// <summary>The text if it ended here, as a result of an utterance that goes on; valid until the next call. Nothing else may be asked afterwards.</summary>
    public SpeechResult ReadAsIfEnded(UtteranceClock clock)
    {
        ClearResults();
        WriteFinal(clock, isFinal: false);
        TryRead(out SpeechResult result);
        return result;
    }

    /// <summary>Writes the text so far as a result if it has grown.</summary>
    public void WritePartial(UtteranceClock clock)
    {
        if (!_hasNewToken) return;
        _hasNewToken = false;
        if (BuildText()) _results.Add(_text.Text.Length, _text.Words.Length).Write(_text, clock, Confidence, isFinal: false);
    }

    /// <summary>Writes the text as final and begins a new one, in a sound that goes on.</summary>
    public void WriteFinal(UtteranceClock clock) => WriteFinal(clock, isFinal: true);

    private void UseRequested()
    {
        if (_requested is not null) _beam!.Use(Interlocked.Exchange(ref _requested, null)!);
    }

    private void WriteFinal(UtteranceClock clock, bool isFinal)
    {
        _decoder.Finish();
        BuildText();
        ResultSlot slot = _results.Add(_text.Text.Length, _text.Words.Length);
        slot.Write(_text, clock, Confidence, isFinal);
        slot.IsRejected = IsRejected;
        if (_beam is not null) WriteAlternatives(_beam, slot);
        _decoder.BeginText();
        _text.Reset();
        _hasNewToken = false;
    }

    // Until a phrase is complete, what has been said of it may turn out to be something else: nothing of it is committed.
    private bool BuildText() => _beam?.HasPhrases != true ? _text.Build(_decoder.Tokens, _decoder.Committed) : _text.Build(IsRejected ? [] : _decoder.Tokens, 0);

    private WordConfidence Confidence => _beam is null ? WordConfidence.Free : _beam.HasPhrases ? WordConfidence.Listed : _beam.HasLanguageModel ? WordConfidence.Modelled : WordConfidence.Free;

    private bool IsRejected => _beam?.HasPhrases == true && _beam.IsRejected;

    private void WriteAlternatives(BeamSearch beam, ResultSlot slot)
    {
        int count = Math.Min(_options.Alternatives, beam.Readings.Length), characters = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < count; i++)
            {
                CtcReading reading = beam.Readings[i];
                _reading.Reset();
                _reading.Build(beam.TokensOf(beam.Hypotheses[reading.Hypothesis]), 0);
                if (pass == 0) characters += _reading.Text.Length;
                else slot.AddAlternative(_reading.Text, reading.Score);
            }
            if (pass == 0) _results.ReserveAlternatives(count, characters);
        }
    }

    public bool TryRead(out SpeechResult result) => _results.TryRead(out result);

    /// <summary>Writes a text with every token, so that the code for it is there.</summary>
    public void Rehearse(UtteranceClock clock)
    {
        for (int token = 0; token < _tokens; token++)
        {
            float[] certain = new float[_tokens];
            Array.Fill(certain, -10);
            certain[token] = 0;
            Push(certain);
            WritePartial(clock);
        }
    }

    /// <summary>Begins a new text in a new sound.</summary>
    public void Reset()
    {
        _decoder.Reset();
        _text.Reset();
        _hasNewToken = false;
    }

    /// <summary>Throws away the results that wait.</summary>
    public void ClearResults() => _results.Clear();
}
