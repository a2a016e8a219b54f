namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>The fewest changes that turn what was said into what was recognised.</summary>
/// <param name="Substitutions">Elements that became others.</param>
/// <param name="Insertions">Elements that were not said.</param>
/// <param name="Deletions">Elements that were missed.</param>
/// <param name="Reference">Elements that were said.</param>
public readonly record struct EditCounts(long Substitutions, long Insertions, long Deletions, long Reference)
{
    /// <summary>All changes.</summary>
    public long Errors => Substitutions + Insertions + Deletions;

    /// <summary>Changes per element said; can exceed 1. Where nothing was said, as if it were one element.</summary>
    public double Rate => (double)Errors / Math.Max(1, Reference);

    /// <summary>The counts of two comparisons together.</summary>
    public static EditCounts operator +(EditCounts a, EditCounts b) =>
        new(a.Substitutions + b.Substitutions, a.Insertions + b.Insertions, a.Deletions + b.Deletions, a.Reference + b.Reference);

    /// <summary>The counts of two comparisons together.</summary>
    public static EditCounts Add(EditCounts left, EditCounts right) => left + right;
}
