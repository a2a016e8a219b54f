namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>Adds up how well texts were recognised. Not safe to use from several threads at once.</summary>
public sealed class ErrorRates
{
    private long _correct;

    /// <summary>Texts compared.</summary>
    public long Utterances { get; private set; }

    /// <summary>Changes in words.</summary>
    public EditCounts Words { get; private set; }

    /// <summary>Changes in characters, the spaces between words counted.</summary>
    public EditCounts Characters { get; private set; }

    /// <summary>WER: changed words per word said.</summary>
    public double WordErrorRate => Words.Rate;

    /// <summary>CER: changed characters per character said.</summary>
    public double CharacterErrorRate => Characters.Rate;

    /// <summary>Part of the texts that are right in every character; 0 before the first.</summary>
    public double SentenceAccuracy => Utterances == 0 ? 0 : (double)_correct / Utterances;

    /// <summary>Counts one text. Both are compared as they are: bring them into one form first (TextNormalizer).</summary>
    /// <param name="reference">What was said; words are separated by spaces.</param>
    /// <param name="hypothesis">What was recognised.</param>
    public void Add(string reference, string hypothesis)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(hypothesis);
        Words += EditDistance.Between<string>(WordsOf(reference), WordsOf(hypothesis));
        Characters += EditDistance.Between(reference.AsSpan(), hypothesis.AsSpan());
        Utterances++;
        if (reference == hypothesis) _correct++;
    }

    private static string[] WordsOf(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
