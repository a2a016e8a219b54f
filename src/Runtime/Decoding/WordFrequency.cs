namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>What a language model says of words and letters without looking at what stands before: a network has learned as much from its own texts. Immutable.</summary>
internal sealed class WordFrequency
{
    private readonly Dictionary<char, double> _letters = [];

    /// <param name="trie">The words.</param>
    /// <param name="logProbability">ln of the unigram probability of a word.</param>
    public WordFrequency(WordTrie trie, Func<int, double> logProbability)
    {
        double[] below = new double[trie.Count]; // Probability of the words at and below each node.
        for (int node = trie.Count - 1; node > WordTrie.Root; node--)
        {
            if (trie.Word(node) is >= 0 and var word)
            {
                double score = logProbability(word);
                below[node] += Math.Exp(score);
                WordEntropy -= Math.Exp(score) * score;
            }
            (int first, int end) = trie.Children(node);
            for (int child = first; child < end; child++) below[node] += below[child];
            _letters[trie.Label(node)] = _letters.GetValueOrDefault(trie.Label(node)) + below[node];
        }
        double sum = 0, entropy = 0;
        foreach (double count in _letters.Values) sum += count;
        foreach (char letter in _letters.Keys)
        {
            double share = Math.Max(_letters[letter] / sum, double.Epsilon);
            _letters[letter] = -Math.Log(share);
            entropy -= share * Math.Log(share);
        }
        foreach (char letter in _letters.Keys) _letters[letter] -= entropy;
    }

    /// <summary>Mean of −ln P of the words that are said, in nats.</summary>
    public double WordEntropy { get; }

    /// <summary>By how much −ln P of the letters is above that of as many average ones, in nats; white space and letters of no word count as average.</summary>
    public double Surprise(string text)
    {
        double sum = 0;
        foreach (char c in text) sum += _letters.GetValueOrDefault(c);
        return sum;
    }
}
