namespace EmbeddedSeq.Trainer.Data;

/// <summary>How a corpus lies on the disk.</summary>
public enum CorpusLayout
{
    /// <summary>JSON lines; see <see cref="ManifestReader"/>.</summary>
    Manifest,

    /// <summary>See <see cref="LibriSpeechFolder"/>.</summary>
    LibriSpeech,

    /// <summary>See <see cref="SpeechCommandsFolder"/>.</summary>
    SpeechCommands,
}

/// <summary>One corpus of a recipe: where it is and how much of it an epoch sees.</summary>
public sealed record CorpusSpec
{
    /// <summary>The manifest or the folder, relative to the data directory.</summary>
    public required string Path { get; init; }

    /// <summary>How it is laid out.</summary>
    public CorpusLayout Layout { get; init; }

    /// <summary>Which part of it; must be given if the corpus has several, so that nothing is trained on test data by oversight.</summary>
    public string? Split { get; init; }

    /// <summary>How often an epoch sees each utterance. With 0.25 each of four epochs sees another quarter; with 2 every utterance comes twice.</summary>
    public double Copies { get; init; } = 1;

    /// <summary>Utterances that last longer are left out; null keeps all.</summary>
    public double? MaxSeconds { get; init; }

    /// <summary>How short utterances are joined into longer ones; null leaves each on its own.</summary>
    public JoiningSpec? Joining { get; init; }

    /// <summary>The first thing wrong with these settings, or null.</summary>
    /// <param name="at">Name of this corpus in the recipe.</param>
    internal string? FindProblem(string at)
    {
        if (string.IsNullOrEmpty(Path)) return $"{at}.path must not be empty";
        if (!Enum.IsDefined(Layout)) return $"{at}.layout is unknown: {(int)Layout}";
        if (!(Copies is > 0 and <= 1000)) return $"{at}.copies must be above 0 and at most 1000, found {Copies}";
        if (!(MaxSeconds is null or > 0)) return $"{at}.max_seconds must be above 0, found {MaxSeconds}";
        return Joining?.FindProblem(at);
    }
}

/// <summary>
/// Joins isolated words into utterances like "left five cat", with gaps of silence between. A network that hears single words only
/// learns that a clip of a second holds exactly one.
/// </summary>
public sealed record JoiningSpec
{
    /// <summary>Fewest clips in one utterance; 1 leaves some on their own.</summary>
    public int MinClips { get; init; } = 1;

    /// <summary>Most clips in one utterance; any number between is equally likely.</summary>
    public int MaxClips { get; init; } = 5;

    /// <summary>Shortest silence between two clips.</summary>
    public double MinGapSeconds { get; init; }

    /// <summary>Longest silence between two clips.</summary>
    public double MaxGapSeconds { get; init; } = 0.4;

    internal string? FindProblem(string at)
    {
        if (MinClips < 1 || MaxClips < MinClips || MaxClips > 1000) return $"{at}.joining must have 1 <= min_clips <= max_clips <= 1000, found {MinClips} and {MaxClips}";
        if (!(MinGapSeconds >= 0 && MaxGapSeconds >= MinGapSeconds && MaxGapSeconds <= 60)) return $"{at}.joining must have 0 <= min_gap_seconds <= max_gap_seconds <= 60, found {MinGapSeconds} and {MaxGapSeconds}";
        return null;
    }
}
