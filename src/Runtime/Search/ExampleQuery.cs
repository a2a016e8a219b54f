namespace EmbeddedSeq.Runtime.Search;

/// <summary>A recording of a word or phrase, as the model heard it.</summary>
public sealed class ExampleQuery
{
    private const int MostSpellings = 4, FewestLetters = 2;

    private ExampleQuery(IReadOnlyList<KeywordQuery> spellings, WarpSequence frames) => (Spellings, Frames) = (spellings, frames);

    /// <summary>How the model wrote it, and almost wrote it; the best first.</summary>
    public IReadOnlyList<KeywordQuery> Spellings { get; }

    internal WarpSequence Frames { get; }

    /// <summary>Takes what <see cref="SpeechIndexWriter.Listen"/> heard, with the model of the index.</summary>
    /// <param name="costs">[T, V].</param>
    /// <param name="index">What the index was made with.</param>
    /// <exception cref="ArgumentException">No word of two letters was heard.</exception>
    public static ExampleQuery FromCosts(ReadOnlySpan<byte> costs, IndexDescription index)
    {
        KeywordQuery[] spellings =
        [
            .. HeardSpelling.Variants(costs, index, MostSpellings).Where(t => t.Count(v => v != index.Space) >= FewestLetters)
                .Select(t => KeywordQuery.FromTokens(string.Concat(t.Select(v => index.Tokens[v])), t, index.Space)),
        ];
        WarpSequence? frames = PosteriorFrames.Of(costs, index);
        if (spellings.Length == 0 || frames is null) throw new ArgumentException($"Expected a recording of a word, found nothing in it that the model {index.Model} hears as {FewestLetters} letters.", nameof(costs));
        return new ExampleQuery(spellings, frames);
    }
}
