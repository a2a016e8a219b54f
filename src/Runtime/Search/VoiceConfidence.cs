namespace EmbeddedSeq.Runtime.Search;

/// <summary>How probably an enrolled keyword was said: logistic regression over the score of its spelling, the likeness of its sound and how long it takes: a longer match is more evidence.</summary>
/// <remarks>Fitted by <c>eseq spot eval --fit</c> to words of the dev splits that are enrolled and to the places in other speech that their spellings propose; docs/search.md has the command.</remarks>
internal static class VoiceConfidence
{
    private const float Bias = -6.845f, OfSpelling = 0.844f, OfLikeness = 16.983f, OfLogSeconds = 1.326f;

    /// <summary>The natural logarithm of the odds.</summary>
    /// <param name="spelling">Logarithm of the odds by the spelling alone; below <see cref="KeywordVoice.LeastSpelling"/> it counts as that.</param>
    /// <param name="likeness">See <see cref="VoiceLikeness"/>.</param>
    /// <param name="seconds">From the first letter to the last, more than 0.</param>
    public static float LogOdds(float spelling, float likeness, float seconds) => Bias + OfSpelling * MathF.Max(spelling, KeywordVoice.LeastSpelling) + OfLikeness * likeness + OfLogSeconds * MathF.Log(seconds);
}
