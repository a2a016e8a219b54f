namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>A 3-gram model to compare a network with: interpolated Kneser-Ney smoothing with one discount (Kneser and Ney 1995, Chen and Goodman 1999).</summary>
public sealed class TrigramBaseline
{
    private const double Discount = 0.75;
    private readonly int _vocabulary;
    private readonly Dictionary<(int, int, int), int> _trigrams = [];
    private readonly Dictionary<(int, int), (int Count, int Followers)> _pairs = []; // Occurrences as context, and different continuations.
    private readonly Dictionary<(int, int), int> _pairContinuations = [];            // Different units before a pair.
    private readonly Dictionary<int, (int Count, int Followers)> _units = [];        // Sums of the above over the second unit.
    private readonly Dictionary<int, int> _unitContinuations = [];                   // Different units before a unit.
    private int _differentPairs;

    /// <param name="vocabulary">Units that can follow.</param>
    /// <param name="boundary">Number of the unit that stands before the first and after the last.</param>
    /// <param name="texts">What to learn from, as numbers without boundaries.</param>
    public TrigramBaseline(int vocabulary, int boundary, IEnumerable<IReadOnlyList<int>> texts)
    {
        (_vocabulary, Boundary) = (vocabulary, boundary);
        var pairs = new HashSet<(int, int)>();
        foreach (IReadOnlyList<int> text in texts)
        {
            (int a, int b) = (boundary, boundary);
            foreach (int c in text.Append(boundary))
            {
                int count = _trigrams.GetValueOrDefault((a, b, c));
                _trigrams[(a, b, c)] = count + 1;
                (int total, int followers) = _pairs.GetValueOrDefault((a, b));
                _pairs[(a, b)] = (total + 1, followers + (count == 0 ? 1 : 0));
                if (count == 0) AddContinuation(b, c);
                if (pairs.Add((b, c)))
                {
                    _unitContinuations[c] = _unitContinuations.GetValueOrDefault(c) + 1;
                    _differentPairs++;
                }
                (a, b) = (b, c);
            }
        }
    }

    /// <summary>Number of the unit that begins and ends a text.</summary>
    public int Boundary { get; }

    /// <summary>Σ ln p of a text's units and its end.</summary>
    public double LogProbability(IReadOnlyList<int> text)
    {
        double sum = 0;
        (int a, int b) = (Boundary, Boundary);
        foreach (int c in text.Append(Boundary))
        {
            sum += Math.Log(Probability(a, b, c));
            (a, b) = (b, c);
        }
        return sum;
    }

    /// <summary>p(c | a b); over all c it sums to 1.</summary>
    public double Probability(int a, int b, int c)
    {
        double unit = Math.Max(0, _unitContinuations.GetValueOrDefault(c) - Discount) / Math.Max(1, _differentPairs) + (_differentPairs == 0 ? 1 : Discount * _unitContinuations.Count / _differentPairs) / _vocabulary;
        double pair = unit;
        if (_units.TryGetValue(b, out (int Count, int Followers) before))
            pair = (Math.Max(0, _pairContinuations.GetValueOrDefault((b, c)) - Discount) + Discount * before.Followers * unit) / before.Count;
        if (!_pairs.TryGetValue((a, b), out (int Count, int Followers) context)) return pair;
        return (Math.Max(0, _trigrams.GetValueOrDefault((a, b, c)) - Discount) + Discount * context.Followers * pair) / context.Count;
    }

    private void AddContinuation(int b, int c)
    {
        int count = _pairContinuations.GetValueOrDefault((b, c));
        _pairContinuations[(b, c)] = count + 1;
        (int total, int followers) = _units.GetValueOrDefault(b);
        _units[b] = (total + 1, followers + (count == 0 ? 1 : 0));
    }
}
