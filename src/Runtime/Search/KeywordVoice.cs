namespace EmbeddedSeq.Runtime.Search;

/// <summary>How a keyword sounds: its vectors by a model of spoken words, and what a likeness to them is worth.</summary>
/// <remarks>
/// A match of the spelling says where to look. There are several windows around it, wider than the word, and each recording has a vector
/// for each. Vectors are only compared with those of the same window.
/// </remarks>
public sealed record KeywordVoice
{
    /// <summary>What a spelling counts at least, as logarithm of odds: somebody may say the word in a way that was written for no recording, and then its sound decides.</summary>
    public const float LeastSpelling = -5;

    /// <summary>Name of the model of spoken words.</summary>
    public required string Model { get; init; }

    /// <summary>[N · windows][D], each of length 1, recording after recording.</summary>
    public required IReadOnlyList<float[]> Vectors { get; init; }
}
