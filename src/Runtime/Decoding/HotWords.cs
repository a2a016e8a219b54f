using System.Globalization;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// Words and phrases that are likelier (or, with a negative boost, less likely) than the sound and the language model say, for
/// one model. A phrase that is being said earns its boost letter by letter and gives it back if it is not completed. Immutable
/// and shared by any number of streams. docs/decoding.md describes how they are written.
/// </summary>
/// <remarks>All phrases are followed at once by an automaton of Aho and Corasick 1975 over their characters, with a space at each end.</remarks>
public sealed class HotWords
{
    /// <summary>The boost of a phrase that has none of its own, in nats.</summary>
    public const float DefaultBoost = 5;

    private const float MaximumBoost = 100;
    private readonly IReadOnlyList<string> _tokens;
    private readonly int _size;
    private readonly int[] _next;    // [nodes, V]
    private readonly float[] _gains; // [nodes, V]
    private readonly HotWordTree _tree;

    private HotWords(HotWordTree tree, IReadOnlyList<string> tokens)
    {
        (_tree, _tokens, _size) = (tree, tokens, tokens.Count);
        (_next, _gains) = (new int[tree.Count * _size], new float[tree.Count * _size]);
        for (int node = 0; node < tree.Count; node++)
        {
            for (int token = 0; token < _size; token++)
            {
                int at = node;
                float gain = 0;
                foreach (char c in tokens[token])
                {
                    at = tree.Next(at, c);
                    gain += tree.Gain(at);
                }
                (_next[node * _size + token], _gains[node * _size + token]) = (at, gain);
            }
        }
        Begin = tree.Next(HotWordTree.Root, ' ');
        float[] hopes = [.. Enumerable.Range(0, tree.Count).Select(tree.Hope)];
        Fingerprint = Checksum.Of(MemoryMarshal.AsBytes(_next.AsSpan())) ^ Checksum.Of(MemoryMarshal.AsBytes(_gains.AsSpan())) ^ Checksum.Of(MemoryMarshal.AsBytes(hopes.AsSpan()));
    }

    /// <summary>Tells the words and their boosts from other lists of the same model.</summary>
    internal ulong Fingerprint { get; }

    /// <summary>The node at the start of a text.</summary>
    internal int Begin { get; }

    /// <summary>Reads a list from a file.</summary>
    /// <inheritdoc cref="Parse"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static HotWords Load(string path, ModelSpec model) => Parse(File.ReadAllText(path), model, path);

    /// <summary>Reads a list: a word or phrase a line, written as in a <see cref="PhraseList"/>, perhaps with a colon and its boost behind it; # for comments.</summary>
    /// <param name="text">The list.</param>
    /// <param name="model">The model that is to hear the phrases.</param>
    /// <param name="source">Name of the list for messages.</param>
    /// <exception cref="TextFormatException">No phrase, a boost that is no number from -100 to 100, a character that the model cannot write; the message has line and column.</exception>
    public static HotWords Parse(string text, ModelSpec model, string source = "hot words")
    {
        var characters = new TokenCharacters(model.Tokens);
        var tree = new HotWordTree();
        foreach ((string line, int number) in PhraseLines.Split(text))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal), end = colon < 0 ? line.Length : colon;
            float boost = DefaultBoost;
            if (colon >= 0 && (!float.TryParse(line.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out boost) || !(Math.Abs(boost) <= MaximumBoost)))
                throw new TextFormatException(source, number, colon + 2, $"a boost from -{MaximumBoost} to {MaximumBoost}", $"\"{line[(colon + 1)..].Trim()}\"");
            foreach (string phrase in PhraseParser.Parse(source, number, line, end, characters))
            {
                tree.Add(phrase, boost);
                if (tree.Count > 1_000_000) throw new TextFormatException(source, number, 1, "hot words of at most 1000000 characters together", "more");
            }
        }
        if (tree.Count == 1) throw new TextFormatException(source, 1, 1, "at least one hot word", "none");
        tree.Link();
        return new HotWords(tree, model.Tokens);
    }

    /// <summary>Whether the list was made for a model with these tokens.</summary>
    internal bool Fits(IReadOnlyList<string> tokens) => _tokens.SequenceEqual(tokens);

    /// <summary>The node behind a token.</summary>
    internal int Next(int node, int token) => _next[node * _size + token];

    /// <summary>The boosts of the phrases that a token completes.</summary>
    internal float Gain(int node, int token) => _gains[node * _size + token];

    /// <summary>The node behind the end of a word that no token shows.</summary>
    internal int NextSpace(int node, out float gain)
    {
        int next = _tree.Next(node, ' ');
        gain = _tree.Gain(next);
        return next;
    }

    /// <summary>What the phrase that is being said has earned so far.</summary>
    internal float Hope(int node) => _tree.Hope(node);

    /// <summary>Whether the last word, finished or not, is one of a phrase with a positive boost.</summary>
    internal bool IsWanted(int node) => _tree.IsWanted(node);
}
