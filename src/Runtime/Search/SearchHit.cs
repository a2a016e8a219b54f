namespace EmbeddedSeq.Runtime.Search;

/// <summary>A place where a query was found.</summary>
/// <param name="Stretch">The stretch of a recording.</param>
/// <param name="Start">Begin, from the start of the file.</param>
/// <param name="End">End, from the start of the file.</param>
/// <param name="Score">0 for a perfect fit, negative otherwise: natural logarithms a letter.</param>
/// <param name="Confidence">Estimated probability that it is right, 0 to 1.</param>
public sealed record SearchHit(IndexedStretch Stretch, TimeSpan Start, TimeSpan End, double Score, double Confidence);
