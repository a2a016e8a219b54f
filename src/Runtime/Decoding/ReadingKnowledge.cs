using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The words of an n-gram model as a recurrent model reads and writes them. Immutable.</summary>
internal sealed class ReadingKnowledge
{
    private readonly RecurrentLanguageModel _model;
    private readonly float[] _inputs; // [words, step size]
    private readonly int[] _outputs;
    private readonly double _unknown; // ln of the probability of all words that the recurrent model does not know.

    public ReadingKnowledge(RecurrentLanguageModel model, NgramModel words)
    {
        (_model, Words) = (model, words);
        string[] texts = new string[words.WordCount];
        Array.Fill(texts, "");
        Spell(words.Trie, WordTrie.Root, "", texts);
        (texts[Ngrams.Start], texts[Ngrams.End]) = (model.End, model.End);
        _inputs = model.Features.Encode(texts);
        _outputs = Array.ConvertAll(texts, model.Features.NumberOf);
        double unknown = 0;
        for (int word = 0; word < texts.Length; word++)
        {
            if (_outputs[word] == TextInputSpec.Unknown) unknown += Math.Exp(words.Frequent(word));
        }
        _unknown = Math.Log(unknown);
    }

    /// <summary>The n-gram model.</summary>
    public NgramModel Words { get; }

    /// <summary>The recurrent one.</summary>
    public SequenceNetwork Network => _model.Network;

    /// <summary>Tells the recurrent model from others.</summary>
    public ulong Fingerprint => _model.Fingerprint;

    /// <summary>A word as the recurrent model reads it.</summary>
    public ReadOnlySpan<float> InputOf(int word) => _inputs.AsSpan(word * Network.InputSize, Network.InputSize);

    /// <summary>ln P(word) by the outputs behind the words before it. Words that are unknown to the recurrent model share the probability of its unknown word as they are frequent.</summary>
    public double LogProbability(ReadOnlySpan<float> outputs, int word)
    {
        int output = _outputs[word];
        return output == TextInputSpec.Unknown ? outputs[output] + Words.Frequent(word) - _unknown : outputs[output];
    }

    private static void Spell(WordTrie trie, int node, string text, string[] texts)
    {
        if (trie.Word(node) is >= 0 and var word) texts[word] = text;
        (int first, int end) = trie.Children(node);
        for (int child = first; child < end; child++) Spell(trie, child, text + trie.Label(child), texts);
    }
}
