using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>The n-grams of one order and how often they were seen, ordered by their words. A key holds the word numbers, 32 bits each, the oldest word first and the last word in the lowest bits.</summary>
internal sealed record NgramCounts(int Order, UInt128[] Keys, long[] Counts)
{
    /// <summary>Number of different n-grams.</summary>
    public int Count => Keys.Length;

    /// <summary>Counts sentences, each with &lt;s&gt; before and &lt;/s&gt; behind it.</summary>
    /// <param name="sentences">Word numbers.</param>
    /// <param name="order">Length of the n-grams.</param>
    public static NgramCounts Of(IReadOnlyList<int[]> sentences, int order)
    {
        UInt128 mask = Mask(order);
        var keys = new List<UInt128>();
        foreach (int[] sentence in sentences)
        {
            UInt128 key = Ngrams.Start;
            int length = 1;
            if (order == 1) keys.Add(key);
            foreach (int word in sentence.Append(Ngrams.End))
            {
                key = ((key << 32) | (uint)word) & mask;
                if (++length >= order) keys.Add(key);
            }
        }
        return Sum(order, [.. keys], null);
    }

    /// <summary>The n-grams of one word less as Kneser and Ney count them: how many different words were seen before each. Those at the start of a sentence have none before them and keep their counts.</summary>
    /// <param name="plain">The plain counts of that order.</param>
    public NgramCounts Continuations(NgramCounts plain)
    {
        UInt128 mask = Mask(plain.Order);
        UInt128[] starting = [.. plain.Keys.Where(k => FirstWord(k, plain.Order) == Ngrams.Start)];
        long[] counts = [.. plain.Counts.Where((_, i) => FirstWord(plain.Keys[i], plain.Order) == Ngrams.Start)];
        UInt128[] ends = [.. Keys.Select(k => k & mask)];
        return Sum(plain.Order, [.. ends, .. starting], [.. Enumerable.Repeat(1L, ends.Length), .. counts]);
    }

    /// <summary>Index of a key, or -1.</summary>
    public int Find(UInt128 key) => Math.Max(Array.BinarySearch(Keys, key), -1);

    /// <summary>Number of the first word of a key.</summary>
    public static int FirstWord(UInt128 key, int order) => (int)(uint)(key >> (32 * (order - 1)));

    /// <summary>Numbers of the words of a key, the oldest first.</summary>
    public static IEnumerable<int> WordsOf(UInt128 key, int order) => Enumerable.Range(0, order).Select(i => (int)(uint)(key >> (32 * (order - 1 - i))));

    /// <summary>All bits of a key of an order.</summary>
    public static UInt128 Mask(int order) => order == 4 ? UInt128.MaxValue : (UInt128.One << (32 * order)) - 1;

    private static NgramCounts Sum(int order, UInt128[] keys, long[]? counts)
    {
        counts ??= [.. Enumerable.Repeat(1L, keys.Length)];
        Array.Sort(keys, counts);
        int distinct = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (distinct > 0 && keys[distinct - 1] == keys[i]) counts[distinct - 1] += counts[i];
            else (keys[distinct], counts[distinct++]) = (keys[i], counts[i]);
        }
        return new NgramCounts(order, keys[..distinct], counts[..distinct]);
    }
}
