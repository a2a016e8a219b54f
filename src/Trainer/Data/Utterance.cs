namespace EmbeddedSeq.Trainer.Data;

/// <summary>A stretch of recorded speech and what is said in it.</summary>
public sealed record Utterance
{
    /// <summary>Name that tells it from others, used in messages and as the seed of its augmentation.</summary>
    public required string Id { get; init; }

    /// <summary>The audio file.</summary>
    public required string AudioPath { get; init; }

    /// <summary>Where in the file it begins.</summary>
    public TimeSpan Offset { get; init; }

    /// <summary>Its length.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is said, as the corpus writes it; see <see cref="TextNormalizer"/>.</summary>
    public required string Text { get; init; }

    /// <summary>Who speaks, if known.</summary>
    public string? Speaker { get; init; }

    /// <summary>"train", "dev" or "test", if the corpus says so.</summary>
    public string? Split { get; init; }
}

/// <summary>Reads a stretch of an audio file. Called from several threads at once.</summary>
/// <param name="path">The audio file.</param>
/// <param name="offset">Where the stretch begins.</param>
/// <param name="duration">Its length.</param>
/// <returns>A new array, which the caller may change: mono samples at the model's sample rate (16 kHz unless the model says otherwise), full scale at 1.</returns>
public delegate float[] AudioLoader(string path, TimeSpan offset, TimeSpan duration);

/// <summary>Tells how long an audio file is, for corpora that do not write it down.</summary>
/// <param name="path">The audio file.</param>
public delegate TimeSpan AudioLength(string path);
