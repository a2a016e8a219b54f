using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Extensions.AI;

/// <summary>What was understood of one utterance: the RawRepresentation of text updates and, as a list, of whole responses.</summary>
/// <param name="Text">The words with one space between them.</param>
/// <param name="IsFinal">Whether the utterance has ended; until then the text may still change.</param>
/// <param name="Start">Start of the first word, from the start of the audio.</param>
/// <param name="End">End of the last word.</param>
/// <param name="Words">The words with their times.</param>
public sealed record Transcript(string Text, bool IsFinal, TimeSpan Start, TimeSpan End, IReadOnlyList<TranscriptWord> Words)
{
    /// <summary>Whether something was said that is in no phrase list when only the phrases of a list may be answered: not understood. The text is empty then.</summary>
    public bool IsRejected { get; init; }

    // A result looks into the recogniser's memory, which the next Tick overwrites.
    internal static Transcript Of(in SpeechResult result)
    {
        var words = new TranscriptWord[result.Words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            SpeechWord word = result.Words[i];
            words[i] = new TranscriptWord(word.ToString(), word.Start, word.End, word.Confidence);
        }
        return new Transcript(result.ToString(), result.IsFinal, result.Start, result.End, words) { IsRejected = result.IsRejected };
    }
}

/// <summary>A word of a <see cref="Transcript"/>.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Where it begins, from the start of the audio.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record TranscriptWord(string Text, TimeSpan Start, TimeSpan End, float Confidence);
