namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// Where the steps of several sequences of unequal length lie in one matrix without any padding: all first steps, then all
/// second steps, and so on, the longest sequence first within each. Row(t, b) = Starts[t] + b for b below Active(t).
/// </summary>
/// <remarks>Because no row is padding, nothing has to be masked and nothing can leak from one sequence into another.</remarks>
internal sealed class SequenceLayout
{
    private readonly int[] _starts;

    /// <param name="lengths">Length of each sequence in steps, longest first, each at least 1.</param>
    /// <exception cref="ArgumentException">No sequence, an empty one, or lengths that rise.</exception>
    public SequenceLayout(IReadOnlyList<int> lengths)
    {
        if (lengths.Count == 0 || lengths[^1] < 1) throw new ArgumentException("Expected at least one sequence and no empty one.", nameof(lengths));
        for (int b = 1; b < lengths.Count; b++)
        {
            if (lengths[b] > lengths[b - 1]) throw new ArgumentException($"Sequences must come longest first; number {b} has {lengths[b]} steps after one of {lengths[b - 1]}.", nameof(lengths));
        }
        Lengths = lengths;
        _starts = new int[lengths[0] + 1];
        int active = lengths.Count;
        for (int t = 0; t < lengths[0]; t++)
        {
            while (lengths[active - 1] <= t) active--;
            _starts[t + 1] = _starts[t] + active;
        }
    }

    /// <summary>At most <paramref name="steps"/> steps from time <paramref name="from"/> on, of the sequences that have any: its rows are the rows of this layout from Start(from) on.</summary>
    /// <param name="from">0 to Steps − 1.</param>
    /// <param name="steps">At least 1.</param>
    public SequenceLayout Slice(int from, int steps) => new([.. Lengths.Take(Active(from)).Select(n => Math.Min(n - from, steps))]);

    /// <summary>Steps of each sequence, longest first.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>T, the steps of the longest sequence.</summary>
    public int Steps => _starts.Length - 1;

    /// <summary>B, the number of sequences.</summary>
    public int Count => Lengths.Count;

    /// <summary>Steps of all sequences together.</summary>
    public int Rows => _starts[^1];

    /// <summary>Row of the first sequence at time <paramref name="t"/>.</summary>
    public int Start(int t) => _starts[t];

    /// <summary>Sequences that are at least t + 1 steps long; 0 before the start and after the end.</summary>
    public int Active(int t) => (uint)t < (uint)Steps ? _starts[t + 1] - _starts[t] : 0;
}
