namespace EmbeddedSeq.Runtime.Search;

/// <summary>How the model wrote a recording of a word, and how it almost wrote it.</summary>
internal static class HeardSpelling
{
    /// <summary>The best path's tokens, without spaces at its ends.</summary>
    /// <param name="costs">[T, V] as <see cref="PosteriorCode"/> writes them.</param>
    /// <param name="index">The tokens.</param>
    public static int[] Best(ReadOnlySpan<byte> costs, IndexDescription index) => Trim(Runs(costs, index.Tokens.Count).Select(r => r.Token), index.Space);

    /// <summary>The best path and those that differ from it in one place, the cheapest first.</summary>
    /// <param name="costs">[T, V].</param>
    /// <param name="index">The tokens.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<int[]> Variants(ReadOnlySpan<byte> costs, IndexDescription index, int count)
    {
        int width = index.Tokens.Count;
        List<(int Token, int First, int End)> runs = Runs(costs, width);
        var variants = new List<(int Cost, int[] Tokens)> { (0, Trim(runs.Select(r => r.Token), index.Space)) };
        for (int i = 0; i < runs.Count; i++)
        {
            for (int other = 0; other < width; other++)
            {
                if (other == runs[i].Token) continue;
                int cost = 0;
                for (int t = runs[i].First; t < runs[i].End; t++) cost += costs[t * width + other];
                IEnumerable<int> tokens = runs.Select((r, at) => at == i ? other : r.Token).Where(t => t != 0);
                variants.Add((cost, Trim(tokens, index.Space)));
            }
        }
        return [.. variants.OrderBy(v => v.Cost).Select(v => v.Tokens).Where(t => t.Length > 0).DistinctBy(t => string.Join(' ', t)).Take(count)];
    }

    // Runs of one token that is the best, blanks left out.
    private static List<(int Token, int First, int End)> Runs(ReadOnlySpan<byte> costs, int width)
    {
        var runs = new List<(int Token, int First, int End)>();
        int last = 0;
        for (int t = 0; t < costs.Length / width; t++)
        {
            int best = costs.Slice(t * width, width).IndexOf((byte)0);
            if (best > 0 && best == last) runs[^1] = runs[^1] with { End = t + 1 };
            else if (best > 0) runs.Add((best, t, t + 1));
            last = best;
        }
        return runs;
    }

    private static int[] Trim(IEnumerable<int> tokens, int space)
    {
        int[] all = [.. tokens];
        int first = 0, end = all.Length;
        while (first < end && all[first] == space) first++;
        while (end > first && all[end - 1] == space) end--;
        return all[first..end];
    }
}
