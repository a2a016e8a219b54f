namespace EmbeddedSeq.Runtime.Search;

/// <summary>A recording of a word or phrase, as the model heard it.</summary>
public sealed class ExampleQuery
{
    private const int MostSpellings = 4, MostBesideVector = 2, FewestLetters = 2;

    private ExampleQuery(IReadOnlyList<KeywordQuery> spellings, WarpSequence frames, sbyte[]? vector) => (Spellings, Frames, Vector) = (spellings, frames, vector);

    /// <summary>How the model wrote it, and almost wrote it; the best first.</summary>
    public IReadOnlyList<KeywordQuery> Spellings { get; }

    internal WarpSequence Frames { get; }

    /// <summary>[D], see <see cref="VectorCode"/>; null if the index or the query has none.</summary>
    internal sbyte[]? Vector { get; }

    /// <summary>Takes what <see cref="SpeechIndexWriter"/> heard, with the model of the index.</summary>
    /// <param name="costs">[T, V].</param>
    /// <param name="index">What the index was made with.</param>
    /// <param name="vector">[D], its vector by the index's model of spoken words, of length 1; empty without.</param>
    /// <exception cref="ArgumentException">No word of two letters was heard, or far more than a phrase, or the vector has another length than those of the index.</exception>
    public static ExampleQuery FromCosts(ReadOnlySpan<byte> costs, IndexDescription index, ReadOnlySpan<float> vector = default)
    {
        if (!vector.IsEmpty && vector.Length != index.Dimension) throw new ArgumentException($"Expected a vector of {index.Dimension} numbers, found {vector.Length}.", nameof(vector));
        KeywordQuery[] spellings =
        [
            .. HeardSpelling.Variants(costs, index, vector.IsEmpty ? MostSpellings : MostBesideVector).Where(t => t.Count(v => v != index.Space) >= FewestLetters)
                .Select(t => KeywordQuery.FromTokens(string.Concat(t.Select(v => index.Tokens[v])), t, index.Space)),
        ];
        WarpSequence? frames = PosteriorFrames.Of(costs, index);
        if (spellings.FirstOrDefault() is { Letters: > KeywordQuery.LongestText } longest) throw new ArgumentException($"Expected a recording of a word or phrase, at most {KeywordQuery.LongestText} letters, found {longest.Letters}.", nameof(costs));
        if (spellings.Length == 0 || frames is null) throw new ArgumentException($"Expected a recording of a word, found nothing in it that the model {index.Model} hears as {FewestLetters} letters.", nameof(costs));
        sbyte[]? code = vector.IsEmpty ? null : new sbyte[vector.Length];
        if (code is not null) VectorCode.Encode(vector, code);
        return new ExampleQuery(spellings, frames, code);
    }
}
