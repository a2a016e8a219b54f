using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>A keyword that was heard.</summary>
/// <param name="Keyword">Which.</param>
/// <param name="Start">Begin, from the start of the stream.</param>
/// <param name="End">End.</param>
/// <param name="Score">Natural logarithm of the odds that it was said; at least the keyword's threshold.</param>
public readonly record struct KeywordDetection(Keyword Keyword, TimeSpan Start, TimeSpan End, float Score)
{
    /// <summary>What the spelling alone scores.</summary>
    public float Spelling { get; init; } = Score;

    /// <summary>How much it sounds like the enrolled recordings, cosine of vectors, −1 to 1; NaN for a keyword without a <see cref="Keyword.Voice"/>.</summary>
    public float Likeness { get; init; } = float.NaN;

    /// <summary>Estimated probability that it was said, 0 to 1.</summary>
    public float Confidence => 1 / (1 + MathF.Exp(-Score));
}
