using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>The last stages of a stream: log-probabilities → tokens → text → results that wait to be read. Not for two threads at once.</summary>
internal sealed class TextStage
{
    private readonly CtcDecoder _decoder;
    private readonly TextBuilder _text;
    private readonly ResultQueue _results = new();
    private readonly int _tokens;
    private bool _hasNewToken;

    public TextStage(SpeechModel model, BeamSearchOptions? beam, int maximumSteps)
    {
        _tokens = model.Network.OutputSize;
        int capacity = Math.Min(maximumSteps, 1024); // Letters of a minute of fast speech.
        _decoder = beam is null ? new GreedyCtc(_tokens, capacity) : new BeamSearch(model.Spec.Tokens, beam, model.StepsIn(beam.CommitDelay), capacity);
        _text = new TextBuilder(model.Spec.Tokens, capacity);
    }

    /// <summary>Whether no further final fits until one is read.</summary>
    public bool IsFull => _results.IsFull;

    /// <summary>Whether the utterance has said anything yet.</summary>
    public bool HasText => _decoder.HasTokens;

    /// <summary>Takes the next steps.</summary>
    /// <param name="logProbabilities">[T, V].</param>
    /// <exception cref="ArithmeticException">A number is NaN: the network has overflowed.</exception>
    public void Push(ReadOnlySpan<float> logProbabilities) => _hasNewToken |= _decoder.Push(logProbabilities);

    /// <summary>Writes the text so far as a result if it has grown.</summary>
    public void WritePartial(UtteranceClock clock)
    {
        if (!_hasNewToken) return;
        _hasNewToken = false;
        if (_text.Build(_decoder.Tokens, _decoder.Committed)) _results.Add(_text.Text.Length, _text.Words.Length).Write(_text, clock, isFinal: false);
    }

    /// <summary>Writes the text as final and begins a new one, in a sound that goes on.</summary>
    public void WriteFinal(UtteranceClock clock)
    {
        _text.Build(_decoder.Tokens, _decoder.Committed);
        _results.Add(_text.Text.Length, _text.Words.Length).Write(_text, clock, isFinal: true);
        _decoder.BeginText();
        _text.Reset();
        _hasNewToken = false;
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
