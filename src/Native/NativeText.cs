using System.Text;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Native;

/// <summary>A result as eseq.h lays it out, kept until the native program has room for it. Grows with the texts, then allocates nothing.</summary>
internal sealed class NativeText
{
    private byte[] _text = new byte[256];
    private NativeWord[] _words = new NativeWord[64];
    private NativeResult _result;

    /// <summary>Takes a result.</summary>
    public void Set(in SpeechResult result)
    {
        if (Encoding.UTF8.GetMaxByteCount(result.Text.Length) > _text.Length) _text = new byte[2 * Encoding.UTF8.GetMaxByteCount(result.Text.Length)];
        if (result.Words.Length > _words.Length) _words = new NativeWord[2 * result.Words.Length];
        int offset = 0;
        for (int i = 0; i < result.Words.Length; i++)
        {
            SpeechWord word = result.Words[i];
            int length = Encoding.UTF8.GetByteCount(word.Text.Span);
            _words[i] = new NativeWord { Offset = offset, Length = length, Start = word.Start.TotalSeconds, End = word.End.TotalSeconds, Confidence = word.Confidence };
            offset += length + 1; // One space lies between words.
        }
        _result = new NativeResult
        {
            Start = result.Start.TotalSeconds,
            End = result.End.TotalSeconds,
            IsFinal = result.IsFinal ? 1 : 0,
            IsRejected = result.IsRejected ? 1 : 0,
            TextLength = Encoding.UTF8.GetBytes(result.Text, _text),
            CommittedLength = Encoding.UTF8.GetByteCount(result.Committed),
            WordCount = result.Words.Length,
        };
    }

    /// <summary>Copies the result out.</summary>
    /// <param name="result">Its times and lengths.</param>
    /// <param name="text">Gets the text and a zero.</param>
    /// <param name="words">Gets the words if it is not empty.</param>
    /// <exception cref="NativeException">It does not fit; <paramref name="result"/> says what is needed.</exception>
    public void CopyTo(out NativeResult result, Span<byte> text, Span<NativeWord> words)
    {
        result = _result;
        if (text.Length <= _result.TextLength || (!words.IsEmpty && words.Length < _result.WordCount))
            throw new NativeException(ErrorCode.Buffer, $"expected room for {_result.TextLength + 1} bytes and {_result.WordCount} words, found {text.Length} and {words.Length}");
        _text.AsSpan(0, _result.TextLength).CopyTo(text);
        text[_result.TextLength] = 0;
        if (!words.IsEmpty) _words.AsSpan(0, _result.WordCount).CopyTo(words);
    }
}
