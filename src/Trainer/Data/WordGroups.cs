namespace EmbeddedSeq.Trainer.Data;

/// <summary>Which tokens each epoch learns from, and together with which: groups of tokens of one word, many groups a batch. All follows from the seed and the number of the epoch.</summary>
/// <param name="words">All tokens; words that occur once are not used.</param>
/// <param name="groupSize">Tokens of one word that come together.</param>
/// <param name="batchGroups">Groups in a batch.</param>
/// <param name="mostTokens">Most tokens of one word in an epoch.</param>
/// <param name="seed">Where the randomness starts.</param>
internal sealed class WordGroups(IEnumerable<SpokenWord> words, int groupSize, int batchGroups, int mostTokens, ulong seed)
{
    private readonly SpokenWord[][] _types = [.. words.GroupBy(w => w.Word, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray()).Where(g => g.Length > 1)];

    /// <summary>Words that occur more than once.</summary>
    public int Types => _types.Length;

    /// <summary>Batches of groups of tokens.</summary>
    /// <param name="epoch">From 0.</param>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<SpokenWord>>> ForEpoch(int epoch)
    {
        var groups = new List<IReadOnlyList<SpokenWord>>();
        for (int i = 0; i < _types.Length; i++) groups.AddRange(Cut(Choose(_types[i], i, epoch)));
        new SeededRandom(SeededRandom.Combine(seed, (ulong)epoch)).Shuffle<IReadOnlyList<SpokenWord>>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(groups));
        return [.. groups.Chunk(batchGroups)];
    }

    // A frequent word's tokens take turns.
    private SpokenWord[] Choose(SpokenWord[] tokens, int type, int epoch)
    {
        int share = Math.Min(mostTokens, tokens.Length);
        int rounds = tokens.Length / share;
        SpokenWord[] shuffled = [.. tokens];
        new SeededRandom(SeededRandom.Combine(SeededRandom.Combine(seed, (ulong)type), (ulong)(epoch / rounds))).Shuffle<SpokenWord>(shuffled);
        return shuffled[(epoch % rounds * share)..][..share];
    }

    // What is left over joins the last group, so that nobody is alone.
    private IEnumerable<IReadOnlyList<SpokenWord>> Cut(SpokenWord[] tokens)
    {
        for (int start = 0; start < tokens.Length;)
        {
            int left = tokens.Length - start, size = left < groupSize + 2 && left != groupSize ? Math.Min(left, groupSize + 1) : groupSize;
            yield return tokens[start..(start + size)];
            start += size;
        }
    }
}
