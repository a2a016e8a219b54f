using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>Builds interpolated back-off models with modified Kneser-Ney smoothing.</summary>
/// <remarks>
/// Source: Chen and Goodman 1998. P(w|h) = (a(hw) − D(a(hw))) / a(h·) + γ(h)·P(w|h'), where a are plain counts at the highest
/// order and at the start of sentences, else counts of different words before, and γ(h) is what the discounts have left. Words
/// that were never seen share γ of the empty context evenly with all others.
/// </remarks>
internal static class KneserNey
{
    private const double LogZero = -99 * 2.302585092994046; // ARPA's log10 0.

    /// <summary>Builds a model.</summary>
    /// <param name="words">The special words, then the others in ordinal order.</param>
    /// <param name="sentences">Word numbers, without the edges.</param>
    /// <param name="order">1 to 4.</param>
    public static Ngrams Build(IReadOnlyList<string> words, IReadOnlyList<int[]> sentences, int order)
    {
        NgramCounts[] counts = new NgramCounts[order + 1];
        for (int k = order; k >= 1; k--)
        {
            NgramCounts plain = NgramCounts.Of(sentences, k);
            counts[k] = k == order ? plain : NgramCounts.Of(sentences, k + 1).Continuations(plain);
        }
        var levels = new List<NgramLevel>();
        double[] shorter = [];
        for (int k = 1; k <= order; k++)
        {
            double[] probabilities = k == 1 ? Unigrams(counts[1], words.Count) : Probabilities(counts[k], counts[k - 1], shorter);
            float[] backoffs = k == order ? [] : Backoffs(k == 1 ? Enumerable.Range(0, words.Count).Select(w => (UInt128)w).ToArray() : counts[k].Keys, counts[k + 1]);
            levels.Add(new NgramLevel(k, k == 1 ? [.. Enumerable.Range(0, words.Count)] : WordsOf(counts[k]), [.. probabilities.Select(Log)], backoffs));
            shorter = k == 1 ? [.. counts[1].Keys.Select(key => probabilities[(int)key])] : probabilities;
        }
        return new Ngrams(words, levels);
    }

    // The start of a sentence is never predicted.
    private static double[] Unigrams(NgramCounts counts, int words)
    {
        long[] perWord = new long[words];
        for (int i = 0; i < counts.Count; i++)
        {
            if ((int)counts.Keys[i] != Ngrams.Start) perWord[(int)counts.Keys[i]] = counts.Counts[i];
        }
        var discounts = Discounts.Estimate(perWord);
        double sum = perWord.Sum(), left = perWord.Sum(discounts.Of) / sum;
        return [.. perWord.Select((count, word) => word == Ngrams.Start ? 0 : (count - discounts.Of(count)) / sum + left / (words - 1))];
    }

    private static double[] Probabilities(NgramCounts counts, NgramCounts lower, double[] lowerProbabilities)
    {
        var discounts = Discounts.Estimate(counts.Counts);
        UInt128 mask = NgramCounts.Mask(counts.Order - 1);
        double[] probabilities = new double[counts.Count];
        foreach ((int start, int end) in Contexts(counts))
        {
            double sum = counts.Counts.AsSpan(start..end).ToArray().Sum(), left = counts.Counts.AsSpan(start..end).ToArray().Sum(discounts.Of) / sum;
            for (int i = start; i < end; i++)
                probabilities[i] = (counts.Counts[i] - discounts.Of(counts.Counts[i])) / sum + left * lowerProbabilities[lower.Find(counts.Keys[i] & mask)];
        }
        return probabilities;
    }

    // ln γ of each n-gram as the context of longer ones; of one that is no context, ln 1.
    private static float[] Backoffs(UInt128[] keys, NgramCounts longer)
    {
        var discounts = Discounts.Estimate(longer.Counts);
        float[] backoffs = new float[keys.Length];
        foreach ((int start, int end) in Contexts(longer))
        {
            ReadOnlySpan<long> counts = longer.Counts.AsSpan(start..end);
            (double sum, double left) = (0, 0);
            foreach (long count in counts) (sum, left) = (sum + count, left + discounts.Of(count));
            backoffs[Array.BinarySearch(keys, longer.Keys[start] >> 32)] = Log(left / sum);
        }
        return backoffs;
    }

    /// <summary>Stretches of n-grams that have all words but the last in common.</summary>
    internal static IEnumerable<(int Start, int End)> Contexts(NgramCounts counts)
    {
        for (int start = 0, end; start < counts.Count; start = end)
        {
            end = start + 1;
            while (end < counts.Count && counts.Keys[end] >> 32 == counts.Keys[start] >> 32) end++;
            yield return (start, end);
        }
    }

    private static int[] WordsOf(NgramCounts counts) =>
        [.. counts.Keys.SelectMany(key => NgramCounts.WordsOf(key, counts.Order))];

    /// <summary>ln of a probability, at least what ARPA writes for 0.</summary>
    internal static float Log(double probability) => (float)Math.Max(Math.Log(probability), LogZero);
}
