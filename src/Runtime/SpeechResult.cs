namespace EmbeddedSeq.Runtime;

/// <summary>
/// What a recogniser has understood. It looks into the recogniser's memory, costs no allocation and is valid until the next
/// Tick; what shall live longer is copied, for example by <see cref="ToString"/>.
/// </summary>
public readonly ref struct SpeechResult
{
    internal SpeechResult(ReadOnlySpan<char> text, ReadOnlySpan<SpeechWord> words, ReadOnlySpan<SpeechAlternative> alternatives, int committedLength, bool isFinal, bool isRejected, TimeSpan start, TimeSpan end)
    {
        Text = text;
        Words = words;
        CommittedLength = committedLength;
        Alternatives = alternatives;
        IsFinal = isFinal;
        IsRejected = isRejected;
        Start = start;
        End = end;
    }

    /// <summary>The words of the utterance with one space between them; empty if none was understood.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>How many characters of <see cref="Text"/>, from the first on, no later result of this utterance takes back. A committed word may still get longer. All of a final.</summary>
    public int CommittedLength { get; }

    /// <summary>The part of the text that stays.</summary>
    public ReadOnlySpan<char> Committed => Text[..CommittedLength];

    /// <summary>The part of the text behind it, which may still change.</summary>
    public ReadOnlySpan<char> Tentative => Text[CommittedLength..];

    /// <summary>The words with their times.</summary>
    public ReadOnlySpan<SpeechWord> Words { get; }

    /// <summary>Whether the utterance has ended; until then the text may grow, and change behind what is committed.</summary>
    public bool IsFinal { get; }

    /// <summary>Whether something was said that is in no phrase list, or nothing at all, when only the phrases of a list may be answered: not understood. The text is empty then.</summary>
    public bool IsRejected { get; }

    /// <summary>The readings of a final, the best first, as many as <see cref="SpeechRecognizerOptions.Alternatives"/> at most; also those of a rejected one.</summary>
    public ReadOnlySpan<SpeechAlternative> Alternatives { get; }

    /// <summary>Start of the first word, from the stream's start; of the utterance if it has no words.</summary>
    public TimeSpan Start { get; }

    /// <summary>End of the last word; of the utterance if it has no words.</summary>
    public TimeSpan End { get; }

    /// <summary>The text as a string.</summary>
    public override string ToString() => Text.ToString();
}
