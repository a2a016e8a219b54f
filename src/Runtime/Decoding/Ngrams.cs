namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The n-grams of one order: those of k words lie side by side, k word numbers each, in the order of their numbers.</summary>
/// <param name="Order">k.</param>
/// <param name="Words">[n·k] word numbers, the oldest word first.</param>
/// <param name="Probability">[n] ln P(last word | words before), at most 0.</param>
/// <param name="Backoff">[n] ln of the back-off weight of the n-gram as a context; empty for the highest order.</param>
internal sealed record NgramLevel(int Order, int[] Words, float[] Probability, float[] Backoff)
{
    /// <summary>n.</summary>
    public int Count => Probability.Length;

    /// <summary>The words of an n-gram.</summary>
    public ReadOnlySpan<int> this[int index] => Words.AsSpan(index * Order, Order);
}

/// <summary>A back-off n-gram model in memory, as an ARPA file writes it: word numbers in the order of the words, but for the three special ones.</summary>
/// <param name="Words">The words. The first three are &lt;unk&gt;, &lt;s&gt; and &lt;/s&gt;, the others in ordinal order.</param>
/// <param name="Levels">Orders 1 to N. The first n-gram of order 1 is word 0, and so on.</param>
internal sealed record Ngrams(IReadOnlyList<string> Words, IReadOnlyList<NgramLevel> Levels)
{
    /// <summary>Word numbers of what stands for any word that is not in the model, and for the edges of a sentence.</summary>
    public const int Unknown = 0, Start = 1, End = 2;

    /// <summary>The special words in the order of their numbers.</summary>
    public static readonly string[] Special = ["<unk>", "<s>", "</s>"];

    /// <summary>N, the length of the longest n-grams.</summary>
    public int Order => Levels.Count;
}
