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

    /// <summary>Which elements of what was recognised were said, in a comparison with the fewest changes.</summary>
    /// <returns>[hypothesis.Length]</returns>
    public static bool[] Matches<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> hypothesis)
        where T : IEquatable<T>
    {
        int columns = hypothesis.Length + 1;
        int[] errors = new int[(reference.Length + 1) * columns]; // [i, j]: between the first i and the first j elements.
        for (int j = 0; j < columns; j++) errors[j] = j;
        for (int i = 1; i <= reference.Length; i++)
        {
            errors[i * columns] = i;
            for (int j = 1; j < columns; j++)
            {
                int diagonal = errors[(i - 1) * columns + j - 1] + (reference[i - 1].Equals(hypothesis[j - 1]) ? 0 : 1);
                errors[i * columns + j] = Math.Min(diagonal, 1 + Math.Min(errors[(i - 1) * columns + j], errors[i * columns + j - 1]));
            }
        }
        bool[] matches = new bool[hypothesis.Length];
        for (int i = reference.Length, j = hypothesis.Length; i > 0 && j > 0;)
        {
            bool same = reference[i - 1].Equals(hypothesis[j - 1]);
            if (errors[i * columns + j] == errors[(i - 1) * columns + j - 1] + (same ? 0 : 1)) (matches[j - 1], i, j) = (same, i - 1, j - 1);
            else if (errors[i * columns + j] == errors[(i - 1) * columns + j] + 1) i--;
            else j--;
        }
        return matches;
    }

    private readonly record struct Cell(int Errors, int Substitutions, int Insertions)
    {
        public Cell Substitute() => new(Errors + 1, Substitutions + 1, Insertions);

        public Cell Insert() => new(Errors + 1, Substitutions, Insertions + 1);

        public Cell Delete() => this with { Errors = Errors + 1 };
    }
}
