namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>How surprising the letters of a language model's words are. Immutable.</summary>
internal sealed class LetterFrequency
{
    private readonly Dictionary<char, double> _surprise = [];

    /// <param name="trie">The words.</param>
    /// <param name="logProbability">ln of the unigram probability of a word.</param>
    public LetterFrequency(WordTrie trie, Func<int, double> logProbability)
    {
        var counts = new Dictionary<char, double>();
        double[] below = new double[trie.Count]; // Probability of the words at and below each node.
        for (int node = trie.Count - 1; node > WordTrie.Root; node--)
        {
            if (trie.Word(node) is >= 0 and var word) below[node] += Math.Exp(logProbability(word));
            (int first, int end) = trie.Children(node);
            for (int child = first; child < end; child++) below[node] += below[child];
            counts[trie.Label(node)] = counts.GetValueOrDefault(trie.Label(node)) + below[node];
        }
        double sum = counts.Values.Sum(), entropy = 0;
        foreach ((char letter, double count) in counts)
        {
            if (count > 0) _surprise[letter] = -Math.Log(count / sum);
        }
        foreach ((char letter, double surprise) in _surprise) entropy += counts[letter] / sum * surprise;
        foreach (char letter in counts.Keys.Where(_surprise.ContainsKey)) _surprise[letter] -= entropy;
    }

    /// <summary>By how much −ln of the letters' probability is above that of as many average ones, in nats; white space and letters of no word count as average.</summary>
    public double Surprise(string text) => text.Sum(c => _surprise.GetValueOrDefault(c));
}
