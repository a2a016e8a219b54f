namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>How thoroughly a beam search looks.</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Texts that are followed at the same time, 1 to 1024.</summary>
    public int Width { get; init; } = 16;

    /// <summary>A token less probable than this extends no text at that step; 0 to 1. What a phrase list allows is always tried.</summary>
    public float TokenThreshold { get; init; } = 1e-3f;

    /// <summary>A text whose score is further below the best than this is given up; above 0, in nats.</summary>
    public float ScoreThreshold { get; init; } = 14;

    /// <summary>Text that began longer ago than this is committed: other readings of it are given up. 0.1 s to 60 s.</summary>
    public TimeSpan CommitDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, 1024);
        if (!(TokenThreshold is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(TokenThreshold), TokenThreshold, "Expected a probability, 0 to 1.");
        if (!(ScoreThreshold > 0)) throw new ArgumentOutOfRangeException(nameof(ScoreThreshold), ScoreThreshold, "Expected a number above 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitDelay, TimeSpan.FromSeconds(0.1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CommitDelay, TimeSpan.FromSeconds(60));
    }
}
