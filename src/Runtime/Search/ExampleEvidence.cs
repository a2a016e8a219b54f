namespace EmbeddedSeq.Runtime.Search;

/// <summary>What speaks for a place being what was said in an example.</summary>
/// <param name="SpellingOdds">Logarithm of the odds by the best spelling of the example.</param>
/// <param name="Likeness">Cosine of the vectors of the two sounds; NaN where the index has none.</param>
/// <param name="Distance">Distance of the two posteriors by time warping, 0 to 2.</param>
public readonly record struct ExampleEvidence(double SpellingOdds, double Likeness, double Distance)
{
    // Fitted by `eseq search eval example --fit` to words of the dev splits; docs/search.md has the command.
    private const double Bias = -1.877, OfSpelling = 0.110, OfLikeness = 3.858, OfDistance = -8.711;

    // Without vectors: what a distance of 0 adds, and what a unit of distance takes.
    private const double Agreement = 2, Disagreement = 8;

    /// <summary>Logarithm of the odds by all of it.</summary>
    public double LogOdds => double.IsNaN(Likeness) ? SpellingOdds + Agreement - Disagreement * Distance : Bias + OfSpelling * SpellingOdds + OfLikeness * Likeness + OfDistance * Distance;
}
