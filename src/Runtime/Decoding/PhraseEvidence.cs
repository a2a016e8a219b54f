namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// How much speaks for a phrase having been said, in nats: how probable its best path is, a letter, and how far it is ahead of the
/// list's other phrases. A noise fits all phrases badly; a word that is said unusually fits one of them much better than the others.
/// </summary>
/// <remarks>Weights were chosen on development sets: docs/decoding.md.</remarks>
internal static class PhraseEvidence
{
    private const double LeadWeight = 0.2, MostLead = 12;

    /// <summary>The evidence for a reading.</summary>
    /// <param name="best">Its hypothesis.</param>
    /// <param name="lead">How far it is ahead, in nats.</param>
    public static double Of(in Hypothesis best, double lead) => best.BestPath.Score / best.Depth + LeadWeight * Math.Clamp(lead, 0, MostLead);

    /// <summary>How far the best reading is ahead of the next; 0 if there can be no other.</summary>
    /// <param name="readings">The best first.</param>
    /// <param name="hypotheses">All that are left: whatever was given up is worse.</param>
    /// <param name="phrases">The list.</param>
    public static double Lead(ReadOnlySpan<CtcReading> readings, ReadOnlySpan<Hypothesis> hypotheses, PhraseList? phrases)
    {
        if (readings.IsEmpty || phrases is null or { Phrases.Count: 1, AllowsSequences: false }) return 0;
        return readings[0].Score - (readings.Length > 1 ? readings[1].Score : hypotheses[^1].Total);
    }
}
