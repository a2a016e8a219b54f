using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>Memory of one result, used again and again. Allocates only when a text is longer than any before.</summary>
internal sealed class ResultSlot
{
    private char[] _text = new char[256];
    private SpeechWord[] _words = new SpeechWord[64];
    private int _length, _wordCount;
    private TimeSpan _start, _end;

    public bool IsFinal { get; private set; }

    public SpeechResult Result => new(_text.AsSpan(0, _length), _words.AsSpan(0, _wordCount), IsFinal, _start, _end);

    public void Write(TextBuilder text, UtteranceClock clock, bool isFinal)
    {
        (IsFinal, _length, _wordCount) = (isFinal, text.Text.Length, text.Words.Length);
        if (_text.Length < _length) _text = new char[2 * _length];
        if (_words.Length < _wordCount) _words = new SpeechWord[2 * _wordCount];
        text.Text.CopyTo(_text);
        for (int i = 0; i < _wordCount; i++)
        {
            TextWord word = text.Words[i];
            _words[i] = new SpeechWord(_text.AsMemory(word.Start, word.Length), clock.StartOf(word.FirstStep), clock.EndOf(word.LastStep), word.Confidence);
        }
        (_start, _end) = _wordCount == 0 ? (clock.StartTime, clock.EndTime) : (_words[0].Start, _words[_wordCount - 1].End);
    }
}
