using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>
/// One back-off model that says what several say on average: P(w|h) = Σ λ·P(w|h), for all n-grams that any of them has; the back-off
/// weights are computed anew, so that all words together have probability 1.
/// </summary>
/// <remarks>Source: static interpolation, Stolcke 2002 (SRILM). A word that a model does not know has probability 0 there.</remarks>
internal static class NgramMixture
{
    /// <summary>Mixes models; the order is that of the longest.</summary>
    /// <param name="models">At least one.</param>
    /// <param name="weights">One each, above 0; only their ratios count.</param>
    public static Ngrams Of(IReadOnlyList<Ngrams> models, IReadOnlyList<double> weights)
    {
        string[] words = [.. models.SelectMany(m => m.Words.Skip(Ngrams.Special.Length)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] all = [.. Ngrams.Special, .. words];
        var numbers = all.Select((word, i) => (word, i)).ToDictionary(w => w.word, w => w.i, StringComparer.Ordinal);
        double sum = weights.Sum();
        Component[] components = [.. models.Zip(weights, (model, weight) => new Component(model, weight / sum, numbers))];
        NgramLevel[] levels = [.. Enumerable.Range(1, models.Max(m => m.Order)).Select(k => Level(k, components))];
        for (int k = 1; k < levels.Length; k++) levels[k - 1] = levels[k - 1] with { Backoff = EntropyPruning.Backoffs(levels, k) };
        return new Ngrams(all, levels);
    }

    private static NgramLevel Level(int order, Component[] components)
    {
        UInt128[] keys = [.. components.SelectMany(c => c.Keys(order)).Distinct().Order()];
        int[] words = [.. keys.SelectMany(key => NgramCounts.WordsOf(key, order))];
        float[] probabilities = new float[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            double probability = 0;
            foreach (Component component in components) probability += component.Probability(words.AsSpan(i * order, order));
            probabilities[i] = KneserNey.Log(probability);
        }
        return new NgramLevel(order, words, probabilities, []);
    }

    /// <summary>One of the models, asked in the word numbers of the mixture.</summary>
    private sealed class Component
    {
        private readonly Ngrams _model;
        private readonly double _weight;
        private readonly int[] _mixed; // Number in the mixture of each of the model's words.
        private readonly int[] _own;   // Number in the model of each of the mixture's words, or -1.
        private readonly int[] _query;

        public Component(Ngrams model, double weight, Dictionary<string, int> numbers)
        {
            (_model, _weight, _query) = (model, weight, new int[model.Order]);
            _mixed = [.. model.Words.Select(w => numbers[w])];
            _own = new int[numbers.Count];
            Array.Fill(_own, -1);
            for (int i = 0; i < _mixed.Length; i++) _own[_mixed[i]] = i;
        }

        /// <summary>The n-grams of an order.</summary>
        public IEnumerable<UInt128> Keys(int order)
        {
            if (order > _model.Order) yield break;
            NgramLevel level = _model.Levels[order - 1];
            for (int i = 0; i < level.Count; i++) yield return KeyOf(level[i]);
        }

        /// <summary>λ·P(last word | words before). What comes before a word that the model does not know tells it nothing.</summary>
        public double Probability(ReadOnlySpan<int> words)
        {
            int length = 0;
            for (int i = words.Length - 1; i >= 0 && length < _model.Order && _own[words[i]] >= 0; i--) _query[^++length] = _own[words[i]];
            return length == 0 ? 0 : _weight * Math.Exp(EntropyPruning.Score(_model.Levels, _query.AsSpan(^length..)));
        }

        private UInt128 KeyOf(ReadOnlySpan<int> words)
        {
            UInt128 key = 0;
            foreach (int word in words) key = (key << 32) | (uint)_mixed[word];
            return key;
        }
    }
}
