namespace EmbeddedSeq.Runtime.Search;

/// <summary>How probably a keyword that was aligned has been said: logistic regression over what its path costs, how many letters agree and how slowly they were spoken.</summary>
/// <remarks>Fitted to the words of at least 5 letters of the LibriSpeech dev utterances that the shipped model was not trained on.</remarks>
internal sealed class KeywordConfidence(KeywordQuery query)
{
    private const double Bias = -2.065, CostPerLetter = -4.062, Letters = 0.560, LogStepsPerLetter = 0.490;
    private const int MostLetters = 16; // More evidence than that is not more probable.

    private readonly double _letters = query.Letters;

    /// <summary>The probability, 0 to 1.</summary>
    public double Of(KeywordAlignment found)
    {
        double cost = found.Cost / (PosteriorCode.UnitsPerNat * _letters), steps = (found.LastStep + 1 - found.FirstStep) / _letters;
        double z = Bias + CostPerLetter * cost + Letters * Math.Min(_letters, MostLetters) + LogStepsPerLetter * Math.Log(steps);
        return 1 / (1 + Math.Exp(-z));
    }
}
