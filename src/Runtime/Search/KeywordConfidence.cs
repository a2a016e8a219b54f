namespace EmbeddedSeq.Runtime.Search;

/// <summary>How probably a keyword that was aligned has been said: logistic regression over what its path costs, how many letters agree and how slowly they were spoken.</summary>
/// <remarks>Fitted to the words of at least 5 letters of the LibriSpeech dev utterances that the shipped model was not trained on: <c>eseq search eval kws --split dev --fit</c>.</remarks>
internal sealed class KeywordConfidence(KeywordQuery query)
{
    private const double Bias = -1.889, CostPerLetter = -3.663, Letters = 0.530, LogStepsPerLetter = 1.269;
    private const int MostLetters = 16; // More evidence than that is not more probable.

    private readonly double _letters = query.Letters;

    /// <summary>The probability, 0 to 1.</summary>
    public double Of(KeywordAlignment found) => 1 / (1 + Math.Exp(-LogOdds(found.Cost, found.LastStep + 1 - found.FirstStep)));

    /// <summary>The natural logarithm of the odds.</summary>
    /// <param name="cost">Of the path, spaces included, in units of <see cref="PosteriorCode"/>.</param>
    /// <param name="steps">From the first letter to the last.</param>
    public double LogOdds(int cost, int steps)
    {
        double costPerLetter = cost / (PosteriorCode.UnitsPerNat * _letters);
        return Bias + CostPerLetter * costPerLetter + Letters * Math.Min(_letters, MostLetters) + LogStepsPerLetter * Math.Log(Math.Max(1, steps) / _letters);
    }
}
