namespace EmbeddedSeq.Runtime;

/// <summary>
/// What a recogniser has understood. It looks into the recogniser's memory, costs no allocation and is valid until the next
/// Tick; what shall live longer is copied, for example by <see cref="ToString"/>.
/// </summary>
public readonly ref struct SpeechResult
{
    internal SpeechResult(ReadOnlySpan<char> text, ReadOnlySpan<SpeechWord> words, bool isFinal, TimeSpan start, TimeSpan end)
    {
        Text = text;
        Words = words;
        IsFinal = isFinal;
        Start = start;
        End = end;
    }

    /// <summary>The words of the utterance with one space between them; empty if none was understood.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>The words with their times.</summary>
    public ReadOnlySpan<SpeechWord> Words { get; }

    /// <summary>Whether the utterance has ended; until then the text may grow and change.</summary>
    public bool IsFinal { get; }

    /// <summary>Start of the first word, from the stream's start; of the utterance if it has no words.</summary>
    public TimeSpan Start { get; }

    /// <summary>End of the last word; of the utterance if it has no words.</summary>
    public TimeSpan End { get; }

    /// <summary>The text as a string.</summary>
    public override string ToString() => Text.ToString();
}
