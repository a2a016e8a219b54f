namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// Finds among readings the one of which the fewest words are expected to be wrong: the mean number of words in which it differs
/// from the others, weighted by how probable they are. The most probable text as a whole is often not that one.
/// </summary>
/// <remarks>Source: Stolcke, König and Weintraub 1997; Goel and Byrne 2000. Not for two threads at once.</remarks>
/// <param name="readings">Most readings that are weighed.</param>
/// <param name="capacity">Words of all of them that need no further memory.</param>
internal sealed class ExpectedErrors(int readings, int capacity)
{
    private readonly int[] _starts = new int[readings + 1]; // Where the words of a reading begin.
    private readonly double[] _weights = new double[readings];
    private ulong[] _words = new ulong[capacity];
    private int[] _row = new int[64];
    private int _count;

    /// <summary>Forgets all readings.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether no more fit.</summary>
    public bool IsFull => _count == _weights.Length;

    /// <summary>Adds a reading.</summary>
    /// <param name="tokens">Its tokens, from a place on that is the same in all readings and not within a word.</param>
    /// <param name="separator">The token between words, or -1.</param>
    /// <param name="weight">How probable it is, on any scale.</param>
    public void Add(ReadOnlySpan<CtcToken> tokens, int separator, double weight)
    {
        int end = _starts[_count];
        ulong word = Hypothesis.Empty;
        foreach (CtcToken token in tokens)
        {
            if (token.Index != separator) word = Hypothesis.Extend(word, token.Index);
            else EndWord(ref word, ref end);
        }
        EndWord(ref word, ref end);
        _weights[_count++] = weight;
        _starts[_count] = end;
    }

    /// <summary>Index of the reading with the fewest expected errors; of several, the first.</summary>
    public int FindBest()
    {
        int best = 0;
        double fewest = double.PositiveInfinity;
        for (int i = 0; i < _count; i++)
        {
            double errors = 0;
            for (int j = 0; j < _count && errors < fewest; j++)
            {
                if (i != j) errors += _weights[j] * Distance(WordsOf(i), WordsOf(j));
            }
            if (errors < fewest) (best, fewest) = (i, errors);
        }
        return best;
    }

    private ReadOnlySpan<ulong> WordsOf(int reading) => _words.AsSpan(_starts[reading].._starts[reading + 1]);

    private void EndWord(ref ulong word, ref int end)
    {
        if (word == Hypothesis.Empty) return;
        if (end == _words.Length) Array.Resize(ref _words, end * 2);
        _words[end++] = word;
        word = Hypothesis.Empty;
    }

    // Words changed, added or left out: Levenshtein's distance, in one row; what both begin or end with costs nothing.
    private int Distance(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int same = a.CommonPrefixLength(b);
        a = a[same..];
        b = b[same..];
        while (!a.IsEmpty && !b.IsEmpty && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }
        if (a.IsEmpty || b.IsEmpty) return a.Length + b.Length;
        if (_row.Length <= b.Length) Array.Resize(ref _row, b.Length * 2);
        Span<int> row = _row.AsSpan(0, b.Length + 1);
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int change = diagonal + (a[i] == b[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, 1 + Math.Min(diagonal, row[j]));
            }
        }
        return row[^1];
    }
}
