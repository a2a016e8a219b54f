namespace EmbeddedSeq.Runtime.Search;

/// <summary>A word or phrase to listen for.</summary>
public sealed record Keyword
{
    /// <summary>The threshold of a keyword for which none was set.</summary>
    public const double DefaultThreshold = 0;

    /// <summary>What it is called in detections.</summary>
    public required string Name { get; init; }

    /// <summary>How the model may write it: its text, or what was heard in recordings of it; at least one.</summary>
    public required IReadOnlyList<string> Spellings { get; init; }

    /// <summary>How it sounds, if it was enrolled from recordings with a model of spoken words: then a match of a spelling only counts if the sound is like them.</summary>
    public KeywordVoice? Voice { get; init; }

    /// <summary>The least score of a detection, in natural logarithms of odds; 0 is an even chance.</summary>
    public double Threshold { get; init; }
}
