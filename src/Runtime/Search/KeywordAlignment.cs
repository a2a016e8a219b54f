namespace EmbeddedSeq.Runtime.Search;

/// <summary>Where and how well a keyword fits.</summary>
/// <param name="FirstStep">First step of its first letter.</param>
/// <param name="LastStep">Last step of its last letter.</param>
/// <param name="LetterCost">Cost of the letters and of what lies between them, in units of <see cref="PosteriorCode"/>.</param>
/// <param name="EdgeCost">Cost of the two spaces around it.</param>
/// <param name="WorstLetter">Cost of the letter that fits worst.</param>
internal readonly record struct KeywordAlignment(int FirstStep, int LastStep, int LetterCost, int EdgeCost, int WorstLetter)
{
    /// <summary>Cost of all.</summary>
    public int Cost => LetterCost + EdgeCost;
}
