using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Native;

/// <summary>A recogniser, and the result that waits until the native program has room for it.</summary>
internal sealed class NativeStream(SpeechModel model, SpeechRecognizerOptions options)
{
    private readonly NativeText _next = new(), _flushed = new();
    private bool _isWaiting;

    public SpeechRecognizer Recognizer { get; } = new(model, options);

    /// <summary>Copies the next result.</summary>
    /// <returns>False if no result waits.</returns>
    /// <inheritdoc cref="NativeText.CopyTo"/>
    public bool Read(out NativeResult result, Span<byte> text, Span<NativeWord> words)
    {
        result = default;
        if (!_isWaiting)
        {
            if (!Recognizer.TryRead(out SpeechResult next)) return false;
            _next.Set(next);
            _isWaiting = true;
        }
        _next.CopyTo(out result, text, words);
        _isWaiting = false;
        return true;
    }

    /// <summary>Copies the text of all that was pushed, as if the utterance ended here.</summary>
    /// <inheritdoc cref="NativeText.CopyTo"/>
    public void Flush(out NativeResult result, Span<byte> text, Span<NativeWord> words)
    {
        _flushed.Set(Recognizer.Flush());
        _flushed.CopyTo(out result, text, words);
    }

    public void Reset()
    {
        Recognizer.Reset();
        _isWaiting = false;
    }

    public void Restore(ReadOnlySpan<byte> state)
    {
        Recognizer.RestoreState(state);
        _isWaiting = false;
    }

    /// <summary>Changes what may be heard; null for anything.</summary>
    /// <exception cref="NativeException">The stream does not search.</exception>
    public void SetPhrases(string? phrases, bool sequences) =>
        Searching.Phrases = phrases is null ? null : PhraseList.Parse(phrases, model.Spec, sequences, "phrases");

    /// <summary>Changes which words are likelier than others; null for none.</summary>
    /// <inheritdoc cref="SetPhrases" path="/exception"/>
    public void SetHotWords(string? words) => Searching.HotWords = words is null ? null : HotWords.Parse(words, model.Spec, "hot_words");

    /// <summary>Changes which words follow each other; null for any.</summary>
    /// <inheritdoc cref="SetPhrases" path="/exception"/>
    public void SetLanguageModel(NgramModel? words) => Searching.LanguageModel = words;

    /// <summary>Changes what corrects the language model; null for nothing.</summary>
    /// <inheritdoc cref="SetPhrases" path="/exception"/>
    public void SetRecurrentLanguageModel(RecurrentLanguageModel? words) => Searching.RecurrentLanguageModel = words;

    private SpeechRecognizer Searching => options is { Beam: null, LanguageModel: null, Phrases: null, HotWords: null }
        ? throw new NativeException(ErrorCode.Argument, "expected a stream that searches, found one without: set beam, phrases, hot_words or language_model of eseq_options")
        : Recognizer;
}
