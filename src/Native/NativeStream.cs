using System.Text;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Native;

/// <summary>A recogniser, and the result that waits until the native program has room for it.</summary>
internal sealed class NativeStream(SpeechModel model, SpeechRecognizerOptions options)
{
    private byte[] _text = new byte[256];
    private NativeWord[] _words = new NativeWord[64];
    private NativeResult _result;
    private bool _isWaiting;

    public SpeechRecognizer Recognizer { get; } = new(model, options);

    /// <summary>Copies the next result.</summary>
    /// <param name="result">Its times and lengths.</param>
    /// <param name="text">Gets the text and a zero.</param>
    /// <param name="words">Gets the words if it is not empty.</param>
    /// <returns>False if no result waits.</returns>
    /// <exception cref="NativeException">It does not fit; <paramref name="result"/> says what is needed, and the result goes on waiting.</exception>
    public bool Read(out NativeResult result, Span<byte> text, Span<NativeWord> words)
    {
        if (!_isWaiting) _isWaiting = Fetch();
        result = _isWaiting ? _result : default;
        if (!_isWaiting) return false;
        if (text.Length <= _result.TextLength || (!words.IsEmpty && words.Length < _result.WordCount))
            throw new NativeException(ErrorCode.Buffer, $"expected room for {_result.TextLength + 1} bytes and {_result.WordCount} words, found {text.Length} and {words.Length}");
        _text.AsSpan(0, _result.TextLength).CopyTo(text);
        text[_result.TextLength] = 0;
        if (!words.IsEmpty) _words.AsSpan(0, _result.WordCount).CopyTo(words);
        _isWaiting = false;
        return true;
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
    public void SetPhrases(string? phrases, bool sequences)
    {
        if (options is { Beam: null, LanguageModel: null, Phrases: null, HotWords: null }) throw new NativeException(ErrorCode.Argument, "expected a stream that searches, found one without: set beam, phrases, hot_words or language_model of eseq_options");
        Recognizer.Phrases = phrases is null ? null : PhraseList.Parse(phrases, model.Spec, sequences, "phrases");
    }

    private bool Fetch()
    {
        if (!Recognizer.TryRead(out SpeechResult next)) return false;
        if (Encoding.UTF8.GetMaxByteCount(next.Text.Length) > _text.Length) _text = new byte[2 * Encoding.UTF8.GetMaxByteCount(next.Text.Length)];
        if (next.Words.Length > _words.Length) _words = new NativeWord[2 * next.Words.Length];
        int offset = 0;
        for (int i = 0; i < next.Words.Length; i++)
        {
            SpeechWord word = next.Words[i];
            int length = Encoding.UTF8.GetByteCount(word.Text.Span);
            _words[i] = new NativeWord { Offset = offset, Length = length, Start = word.Start.TotalSeconds, End = word.End.TotalSeconds, Confidence = word.Confidence };
            offset += length + 1; // One space lies between words.
        }
        _result = new NativeResult
        {
            Start = next.Start.TotalSeconds,
            End = next.End.TotalSeconds,
            IsFinal = next.IsFinal ? 1 : 0,
            IsRejected = next.IsRejected ? 1 : 0,
            TextLength = Encoding.UTF8.GetBytes(next.Text, _text),
            CommittedLength = Encoding.UTF8.GetByteCount(next.Committed),
            WordCount = next.Words.Length,
        };
        return true;
    }
}
