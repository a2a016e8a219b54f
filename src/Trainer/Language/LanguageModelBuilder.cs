using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>Builds n-gram language models from sentences.</summary>
public sealed class LanguageModelBuilder
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<int> _counts = [];
    private readonly List<int[]> _sentences = [];
    private Ngrams? _model;

    /// <summary>Number of sentences.</summary>
    public int Sentences => _sentences.Count;

    /// <summary>Number of words in them.</summary>
    public long Words => _counts.Sum(c => (long)c);

    /// <summary>Numbers of n-grams of the model that was built, from order 1.</summary>
    public IReadOnlyList<int> Counts => [.. Built.Levels.Select(l => l.Count)];

    private Ngrams Built => _model ?? throw new InvalidOperationException("Build or Mix comes first.");

    /// <summary>Adds a sentence; one without words is passed over.</summary>
    public void Add(IEnumerable<string> sentence)
    {
        var numbers = new List<int>();
        foreach (string word in sentence)
        {
            if (!_numbers.TryGetValue(word, out int number))
            {
                _numbers.Add(word, number = _words.Count);
                _words.Add(word);
                _counts.Add(0);
            }
            _counts[number]++;
            numbers.Add(number);
        }
        if (numbers.Count > 0) _sentences.Add([.. numbers]);
    }

    /// <summary>Builds the model: modified Kneser-Ney smoothing, then pruning.</summary>
    /// <param name="order">1 to 4.</param>
    /// <param name="leastCount">Words that occur more rarely are unknown ones.</param>
    /// <param name="pruning">An n-gram is left out if the perplexity rises by a smaller part than this without it; 0 keeps all.</param>
    /// <exception cref="InvalidOperationException">There is no sentence.</exception>
    public void Build(int order, int leastCount = 1, double pruning = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 4);
        if (_sentences.Count == 0) throw new InvalidOperationException("A language model needs at least one sentence.");
        string[] known = [.. _words.Where((_, i) => _counts[i] >= leastCount).Order(StringComparer.Ordinal)];
        int[] numbers = [.. _words.Select(w => Array.BinarySearch(known, w, StringComparer.Ordinal)).Select(i => i < 0 ? Ngrams.Unknown : i + Ngrams.Special.Length)];
        Ngrams model = KneserNey.Build([.. Ngrams.Special, .. known], [.. _sentences.Select(s => s.Select(w => numbers[w]).ToArray())], order);
        _model = EntropyPruning.Prune(model, pruning);
    }

    /// <summary>Builds the model as a mixture of others instead of from sentences: their weighted mean (static interpolation, Stolcke 2002), then pruning.</summary>
    /// <param name="arpaPaths">ARPA files, perhaps compressed (.gz).</param>
    /// <param name="weights">One each, above 0; only their ratios count.</param>
    /// <param name="pruning">As in <see cref="Build"/>.</param>
    /// <exception cref="ArgumentException">Not a weight above 0 for each file.</exception>
    /// <exception cref="TextFormatException">A damaged ARPA file; the message has line and column.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Mix(IReadOnlyList<string> arpaPaths, IReadOnlyList<double> weights, double pruning = 0)
    {
        if (arpaPaths.Count == 0 || arpaPaths.Count != weights.Count || !weights.All(w => w > 0 && double.IsFinite(w)))
            throw new ArgumentException($"Expected a weight above 0 for each of {arpaPaths.Count} models, found {string.Join(", ", weights)}.", nameof(weights));
        _model = EntropyPruning.Prune(NgramMixture.Of([.. arpaPaths.Select(NgramModel.ReadArpa)], weights), pruning);
    }

    /// <summary>Writes the model compiled, as <see cref="NgramModel.Load"/> maps it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => NgramModelCompiler.Save(Built, path);

    /// <summary>Writes the model as ARPA.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveArpa(string path) => ArpaWriter.Save(Built, path);
}
