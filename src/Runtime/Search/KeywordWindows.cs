namespace EmbeddedSeq.Runtime.Search;

/// <summary>The windows around a match whose vectors are compared.</summary>
/// <remarks>Chosen on development sets: a letter is heard when most of it is over, and a window that is too wide does less harm than one that cuts the word.</remarks>
internal static class KeywordWindows
{
    /// <summary>A match with less than this is not looked at: natural logarithms of odds. It passes nearly every token of a keyword and, of other speech, some hundred places an hour; of a long word, thousands.</summary>
    public const float ProposalThreshold = -12;

    /// <summary>What is less like the vectors than this in the first window is not looked at any further: three of four proposals, and hardly any token of a keyword.</summary>
    public const float LeastLikeness = 0.4f;

    // Before and behind a match, seconds; behind less than KeywordDetector.Patience, so that a window has been heard when the match is.
    private static readonly (double Before, double Behind)[] Margins = [(0.40, 0.17), (0.40, 0.24), (0.33, 0.17), (0.33, 0.24)];

    /// <summary>Number of windows.</summary>
    public static int Count => Margins.Length;

    /// <summary>Where a window lies.</summary>
    /// <param name="window">Its number.</param>
    /// <param name="start">Begin of the match, samples.</param>
    /// <param name="end">End of the match, samples.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static (long Start, long End) Of(int window, long start, long end, int sampleRate) =>
        (start - (long)(Margins[window].Before * sampleRate), end + (long)(Margins[window].Behind * sampleRate));
}
