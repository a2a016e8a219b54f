namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>How often each n-gram occurs in a text.</summary>
internal sealed class NgramCounts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public NgramCounts(IReadOnlyList<string> units, int length)
    {
        for (int i = 0; i + length <= units.Count; i++)
        {
            string ngram = string.Join('\u001f', units.Skip(i).Take(length));
            _counts[ngram] = _counts.GetValueOrDefault(ngram) + 1;
            Total++;
        }
    }

    public int Total { get; }

    /// <summary>N-grams that both have, each as often as the one has it that has fewer.</summary>
    public long CountShared(NgramCounts other) => _counts.Sum(c => (long)Math.Min(c.Value, other._counts.GetValueOrDefault(c.Key)));
}
