namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>Compares what was recognised with what was said (Levenshtein 1965).</summary>
public static class EditDistance
{
    /// <summary>The fewest substitutions, insertions and deletions. Where several are equally few, a substitution goes before a deletion, a deletion before an insertion.</summary>
    /// <param name="reference">What was said.</param>
    /// <param name="hypothesis">What was recognised.</param>
    public static EditCounts Between<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> hypothesis)
        where T : IEquatable<T>
    {
        // row[j]: the cheapest way from the reference so far to the first j elements of the hypothesis.
        var row = new Cell[hypothesis.Length + 1];
        for (int j = 1; j < row.Length; j++) row[j] = row[j - 1].Insert();
        foreach (T said in reference)
        {
            Cell diagonal = row[0];
            row[0] = row[0].Delete();
            for (int j = 1; j < row.Length; j++)
            {
                Cell best = said.Equals(hypothesis[j - 1]) ? diagonal : diagonal.Substitute();
                if (row[j].Errors + 1 < best.Errors) best = row[j].Delete();
                if (row[j - 1].Errors + 1 < best.Errors) best = row[j - 1].Insert();
                (diagonal, row[j]) = (row[j], best);
            }
        }
        Cell end = row[^1];
        return new EditCounts(end.Substitutions, end.Insertions, end.Errors - end.Substitutions - end.Insertions, reference.Length);
    }

    private readonly record struct Cell(int Errors, int Substitutions, int Insertions)
    {
        public Cell Substitute() => new(Errors + 1, Substitutions + 1, Insertions);

        public Cell Insert() => new(Errors + 1, Substitutions, Insertions + 1);

        public Cell Delete() => this with { Errors = Errors + 1 };
    }
}
