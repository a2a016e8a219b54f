namespace EmbeddedSeq.Trainer.Data;

/// <summary>Spoken words of a recipe: recordings of one word each, or words cut out of utterances.</summary>
public sealed record WordCorpusSpec
{
    /// <summary>The manifest, relative to the data directory.</summary>
    public required string Path { get; init; }

    /// <summary>Where in the utterances the words are (see <see cref="WordList"/>), relative to the data directory; null if every utterance is one word, which is then cut to where somebody speaks.</summary>
    public string? Words { get; init; }

    /// <summary>Which part of it; must be given if the corpus has several.</summary>
    public string? Split { get; init; }

    /// <summary>Shorter words are left out.</summary>
    public double MinSeconds { get; init; } = 0.2;

    /// <summary>Longer words are left out.</summary>
    public double MaxSeconds { get; init; } = 2;

    /// <summary>Words with fewer letters are left out.</summary>
    public int MinLetters { get; init; } = 1;

    internal string? FindProblem(string at)
    {
        if (string.IsNullOrEmpty(Path)) return $"{at}.path must not be empty";
        if (!(MinSeconds >= 0 && MaxSeconds > MinSeconds)) return $"{at} must have 0 <= min_seconds < max_seconds, found {MinSeconds} and {MaxSeconds}";
        return MinLetters is >= 1 and <= 100 ? null : $"{at}.min_letters must be 1 to 100, found {MinLetters}";
    }
}
