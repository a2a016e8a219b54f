using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>Leaves out n-grams whose back-off says nearly the same.</summary>
/// <remarks>Source: Stolcke 1998. An n-gram goes if the model's perplexity rises by less than the threshold without it; those that longer ones begin with stay.</remarks>
internal static class EntropyPruning
{
    /// <param name="model">Is not changed.</param>
    /// <param name="threshold">Relative rise of perplexity, for example 1e-8; 0 leaves out nothing.</param>
    public static Ngrams Prune(Ngrams model, double threshold)
    {
        if (threshold <= 0) return model;
        NgramLevel[] levels = [.. model.Levels];
        for (int k = model.Order; k >= 2; k--) levels[k - 1] = Prune(levels, k, threshold);
        for (int k = 1; k < model.Order; k++) levels[k - 1] = levels[k - 1] with { Backoff = Backoffs(levels, k) };
        return new Ngrams(model.Words, levels);
    }

    /// <summary>ln P(last word | words before), by backing off where an n-gram is missing.</summary>
    public static double Score(IReadOnlyList<NgramLevel> levels, ReadOnlySpan<int> words)
    {
        double score = 0;
        for (; ; words = words[1..])
        {
            int found = NgramSearch.Find(levels[words.Length - 1], words);
            if (found >= 0) return score + levels[words.Length - 1].Probability[found];
            int context = NgramSearch.Find(levels[words.Length - 2], words[..^1]);
            if (context >= 0) score += levels[words.Length - 2].Backoff[context];
        }
    }

    private static NgramLevel Prune(NgramLevel[] levels, int k, double threshold)
    {
        NgramLevel level = levels[k - 1], shorter = levels[k - 2];
        bool[] stays = new bool[level.Count];
        if (k < levels.Length) MarkBeginnings(level, levels[k], stays);
        for (int context = 0, start = 0, end = 0; context < shorter.Count; context++, start = end)
        {
            while (end < level.Count && level[end][..^1].SequenceEqual(shorter[context])) end++;
            if (end > start) MarkNeeded(levels, level, (start, end), Probability(levels, shorter[context]), shorter.Backoff[context], threshold, stays);
        }
        int[] kept = [.. Enumerable.Range(0, level.Count).Where(i => stays[i])];
        return new NgramLevel(k, [.. kept.SelectMany(i => level[i].ToArray())], [.. kept.Select(i => level.Probability[i])], level.Backoff.Length == 0 ? [] : [.. kept.Select(i => level.Backoff[i])]);
    }

    private static void MarkNeeded(NgramLevel[] levels, NgramLevel level, (int Start, int End) range, double history, double backoff, double threshold, bool[] stays)
    {
        (double seen, double seenLower) = (0, 0);
        double[] lower = new double[range.End - range.Start];
        for (int i = range.Start; i < range.End; i++)
        {
            lower[i - range.Start] = Score(levels, level[i][1..]);
            seen += Math.Exp(level.Probability[i]);
            seenLower += Math.Exp(lower[i - range.Start]);
        }
        (double rest, double restLower) = (Math.Max(1 - seen, 1e-12), Math.Max(1 - seenLower, 1e-12));
        for (int i = range.Start; i < range.End; i++)
        {
            double p = level.Probability[i], q = lower[i - range.Start];
            double newBackoff = Math.Log((rest + Math.Exp(p)) / (restLower + Math.Exp(q)));
            double loss = -history * (Math.Exp(p) * (q + newBackoff - p) + rest * (newBackoff - backoff));
            stays[i] |= Math.Exp(loss) - 1 >= threshold;
        }
    }

    private static void MarkBeginnings(NgramLevel level, NgramLevel longer, bool[] stays)
    {
        for (int i = 0; i < longer.Count; i++) stays[NgramSearch.Find(level, longer[i][..^1])] = true;
    }

    // How often a context comes up: from its first word on, each behind those before it.
    private static double Probability(NgramLevel[] levels, ReadOnlySpan<int> words)
    {
        double score = 0;
        for (int n = words[0] == Ngrams.Start ? 2 : 1; n <= words.Length; n++) score += Score(levels, words[..n]);
        // A sentence begins as often as one ends.
        return Math.Exp(words[0] == Ngrams.Start ? score + levels[0].Probability[Ngrams.End] : score);
    }

    /// <summary>ln of the back-off weights of the n-grams of an order, from the probabilities and what the shorter ones back off by.</summary>
    public static float[] Backoffs(NgramLevel[] levels, int k)
    {
        (NgramLevel level, NgramLevel longer) = (levels[k - 1], levels[k]);
        float[] backoffs = new float[level.Count];
        for (int context = 0, start = 0, end = 0; context < level.Count; context++, start = end)
        {
            while (end < longer.Count && longer[end][..^1].SequenceEqual(level[context])) end++;
            if (start == end) continue;
            (double seen, double seenLower) = (0, 0);
            for (int i = start; i < end; i++) (seen, seenLower) = (seen + Math.Exp(longer.Probability[i]), seenLower + Math.Exp(Score(levels, longer[i][1..])));
            backoffs[context] = (float)Math.Log(Math.Max(1 - seen, 1e-12) / Math.Max(1 - seenLower, 1e-12));
        }
        return backoffs;
    }
}
