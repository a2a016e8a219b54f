using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Builds the arrays of a <see cref="WordTrie"/>, level by level.</summary>
internal static class WordTrieBuilder
{
    /// <param name="words">The special words, then the others in ordinal order.</param>
    /// <param name="probabilities">[words] codes of their unigram probabilities.</param>
    /// <param name="codes">What the codes stand for.</param>
    public static IEnumerable<SafetensorsItem> Build(IReadOnlyList<string> words, byte[] probabilities, IReadOnlyList<float> codes)
    {
        List<int> first = [], ends = [];
        List<ushort> labels = [0];
        List<byte> hopes = [];
        var ranges = new Queue<(int Start, int End, int Depth)>([(Ngrams.Special.Length, words.Count, 0)]);
        while (ranges.TryDequeue(out (int Start, int End, int Depth) node))
        {
            first.Add(labels.Count);
            bool isWord = node.Start < node.End && words[node.Start].Length == node.Depth;
            ends.Add(isWord ? node.Start : -1);
            hopes.Add(node.Start < node.End ? Enumerable.Range(node.Start, node.End - node.Start).Select(w => probabilities[w]).MaxBy(p => codes[p]) : (byte)0);
            for (int start = node.Start + (isWord ? 1 : 0), end = start; start < node.End; start = end)
            {
                char label = words[start][node.Depth];
                while (end < node.End && words[end][node.Depth] == label) end++;
                labels.Add(label);
                ranges.Enqueue((start, end, node.Depth + 1));
            }
        }
        first.Add(labels.Count);
        return
        [
            NgramModelCompiler.Item("trie.first", "I32", first.ToArray()),
            NgramModelCompiler.Item("trie.word", "I32", ends.ToArray()),
            NgramModelCompiler.Item("trie.label", "U16", labels.ToArray()),
            NgramModelCompiler.Item("trie.hope", "U8", hopes.ToArray()),
        ];
    }
}
