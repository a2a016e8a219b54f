namespace EmbeddedSeq.Runtime.Search;

/// <summary>How probably an enrolled keyword was said: logistic regression over the score of its spelling and the likeness of its sound.</summary>
/// <remarks>Fitted by <c>eseq spot eval --fit</c> to words of the dev splits that are enrolled and to the places in other speech that their spellings propose; docs/search.md has the command.</remarks>
internal static class VoiceConfidence
{
    private const float Bias = -7.490f, OfSpelling = 0.439f, OfLikeness = 14.836f;

    /// <summary>The natural logarithm of the odds.</summary>
    /// <param name="spelling">Logarithm of the odds by the spelling alone.</param>
    /// <param name="likeness">Mean cosine with the enrolled vectors.</param>
    public static float LogOdds(float spelling, float likeness) => Bias + OfSpelling * spelling + OfLikeness * likeness;
}
