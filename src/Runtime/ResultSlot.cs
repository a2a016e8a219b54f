using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>Memory of one result, used again and again.</summary>
internal sealed class ResultSlot
{
    private char[] _text = new char[256];
    private SpeechWord[] _words = new SpeechWord[16];
    private SpeechAlternative[] _alternatives = [];
    private char[] _alternativeText = [];
    private int _alternativeCount, _alternativeLength;
    private int _length, _committedLength, _wordCount;
    private TimeSpan _start, _end;

    public bool IsFinal { get; private set; }

    public bool IsRejected { get; set; }

    public SpeechResult Result => new(_text.AsSpan(0, _length), _words.AsSpan(0, _wordCount), _alternatives.AsSpan(0, _alternativeCount), _committedLength, IsFinal, IsRejected, _start, _end);

    /// <summary>Makes room; what is written stays.</summary>
    public void Reserve(int length, int words)
    {
        if (_text.Length < length) Array.Resize(ref _text, 2 * length);
        if (_words.Length < words) Array.Resize(ref _words, 2 * words);
    }

    public void Write(TextBuilder text, UtteranceClock clock, WordConfidence confidence, bool isFinal)
    {
        (IsRejected, _alternativeCount, _alternativeLength) = (false, 0, 0);
        (IsFinal, _length, _wordCount) = (isFinal, text.Text.Length, text.Words.Length);
        _committedLength = isFinal ? _length : text.CommittedLength;
        text.Text.CopyTo(_text);
        float clarity = WordConfidence.MeanClarity(text.Words), brevity = isFinal ? 1f / Math.Max(1, _wordCount) : 0; // More may follow.
        for (int i = 0; i < _wordCount; i++)
        {
            TextWord word = text.Words[i];
            _words[i] = new SpeechWord(_text.AsMemory(word.Start, word.Length), clock.StartOf(word.FirstStep), clock.EndOf(word.LastStep), confidence.Of(word, clarity, brevity));
        }
        (_start, _end) = _wordCount == 0 ? (clock.StartTime, clock.EndTime) : (_words[0].Start, _words[_wordCount - 1].End);
    }

    /// <summary>Makes room for alternatives; those that are written are lost.</summary>
    public void ReserveAlternatives(int count, int characters)
    {
        if (_alternatives.Length < count) _alternatives = new SpeechAlternative[count];
        if (_alternativeText.Length < characters) _alternativeText = new char[2 * characters];
    }

    /// <summary>Adds a reading behind what <see cref="Write"/> wrote.</summary>
    public void AddAlternative(ReadOnlySpan<char> text, double score)
    {
        text.CopyTo(_alternativeText.AsSpan(_alternativeLength));
        _alternatives[_alternativeCount++] = new SpeechAlternative(_alternativeText.AsMemory(_alternativeLength, text.Length), score);
        _alternativeLength += text.Length;
    }
}
