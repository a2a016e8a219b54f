using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// The words of a language model as a tree of characters, in mapped memory. Nodes are numbered level by level, so the children
/// of a node lie side by side, ordered by their characters: those of node i are first[i] to first[i + 1].
/// </summary>
/// <param name="first">I32 [nodes + 1].</param>
/// <param name="labels">U16 [nodes]: UTF-16 code unit that leads to the node; 0 for the root.</param>
/// <param name="words">I32 [nodes]: the word that ends there, or -1.</param>
/// <param name="hopes">U8 [nodes]: code of the largest unigram probability of the words at and below the node.</param>
internal sealed class WordTrie(MemoryRegion first, MemoryRegion labels, MemoryRegion words, MemoryRegion hopes)
{
    /// <summary>The node of the empty word.</summary>
    public const int Root = 0;

    /// <summary>No node: the word is not in the model.</summary>
    public const int Nowhere = -1;

    /// <summary>Number of nodes.</summary>
    public int Count => (int)hopes.Length;

    /// <summary>The node one character further, or <see cref="Nowhere"/>.</summary>
    public int Child(int node, char c)
    {
        if (node == Nowhere) return Nowhere;
        ReadOnlySpan<int> firsts = first.As<int>();
        return NgramSearch.Find(labels.As<ushort>(), firsts[node], firsts[node + 1], (ushort)c);
    }

    /// <summary>The nodes one character further: the first, and the one behind the last.</summary>
    public (int First, int End) Children(int node) => (first.As<int>()[node], first.As<int>()[node + 1]);

    /// <summary>The character that leads to a node.</summary>
    public char Label(int node) => (char)labels.As<ushort>()[node];

    /// <summary>The word that ends at a node, or -1.</summary>
    public int Word(int node) => node == Nowhere ? -1 : words.As<int>()[node];

    /// <summary>Code of the largest unigram probability at and below a node.</summary>
    public byte Hope(int node) => hopes.As<byte>()[node];

    /// <summary>The first thing wrong, or null.</summary>
    /// <param name="wordCount">Number of words.</param>
    public string? FindProblem(int wordCount)
    {
        ReadOnlySpan<int> firsts = first.As<int>();
        ReadOnlySpan<ushort> characters = labels.As<ushort>();
        if (Count == 0 || firsts.Length != Count + 1 || firsts[0] != 1 || firsts[^1] != Count) return $"trie.first must lead from 1 to the number of nodes, {Count}";
        for (int node = 0; node < Count; node++)
        {
            if (firsts[node + 1] < firsts[node]) return $"trie.first: element {node + 1} must not be below the one before, {firsts[node]}, found {firsts[node + 1]}";
            if (firsts[node] <= node && firsts[node] < firsts[node + 1]) return $"trie.first: element {node} must be above {node}, found {firsts[node]}";
            for (int child = firsts[node] + 1; child < firsts[node + 1]; child++)
            {
                if (characters[child] <= characters[child - 1]) return $"trie.label: element {child} must be above the one before";
            }
            if (words.As<int>()[node] is var word && (word < -1 || word >= wordCount)) return $"trie.word: element {node} must be -1 to {wordCount - 1}, found {word}";
        }
        return null;
    }
}
