namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>How well distances put what belongs together before what does not. Equal distances share a rank, so no result depends on the order of the input.</summary>
public static class RankingMeasures
{
    /// <summary>
    /// Average precision: the mean, over all relevant items, of the share of relevant ones among the items that are at most as far
    /// away. NaN without a relevant item.
    /// </summary>
    /// <param name="distances">Smaller is nearer; brought into rising order.</param>
    /// <param name="relevant">Which of them are relevant; brought into the same order.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AveragePrecision(Span<float> distances, Span<bool> relevant)
    {
        Sort(distances, relevant);
        double sum = 0;
        long found = 0;
        for (int i = 0; i < distances.Length;)
        {
            (int end, int hits) = Tie(distances, relevant, i);
            found += hits;
            sum += hits * (found / (double)end);
            i = end;
        }
        return found == 0 ? double.NaN : sum / found;
    }

    /// <summary>The share of relevant items among the nearest <paramref name="count"/>; of items at equal distance across the border the expected share.</summary>
    /// <param name="distances">In rising order, as <see cref="AveragePrecision"/> leaves them.</param>
    /// <param name="relevant">In the same order.</param>
    /// <param name="count">How many; items that are missing count as not relevant.</param>
    public static double PrecisionAt(ReadOnlySpan<float> distances, ReadOnlySpan<bool> relevant, int count)
    {
        double found = 0;
        for (int i = 0; i < distances.Length && i < count;)
        {
            (int end, int hits) = Tie(distances, relevant, i);
            found += hits * Math.Min(1, (count - i) / (double)(end - i));
            i = end;
        }
        return found / count;
    }

    /// <summary>Equal error rate: the error where as large a part of the relevant items is refused as of the others is accepted, between two thresholds interpolated. NaN if there are not both.</summary>
    /// <param name="distances">In rising order, as <see cref="AveragePrecision"/> leaves them.</param>
    /// <param name="relevant">In the same order.</param>
    public static double EqualErrorRate(ReadOnlySpan<float> distances, ReadOnlySpan<bool> relevant)
    {
        long all = 0;
        foreach (bool r in relevant) all += r ? 1 : 0;
        long others = distances.Length - all;
        if (all == 0 || others == 0) return double.NaN;
        double missed = 1, accepted = 0;
        long found = 0;
        for (int i = 0; i < distances.Length;)
        {
            (int end, int hits) = Tie(distances, relevant, i);
            found += hits;
            double nextMissed = 1 - found / (double)all, nextAccepted = (end - found) / (double)others;
            if (nextAccepted >= nextMissed)
            {
                double before = missed - accepted, after = nextAccepted - nextMissed;
                return missed + (nextMissed - missed) * before / (before + after);
            }
            (missed, accepted, i) = (nextMissed, nextAccepted, end);
        }
        return 0; // Not reached: behind the last item nothing is missed and everything accepted.
    }

    /// <summary>Brings items into the order in which the other measures want them.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Sort(Span<float> distances, Span<bool> relevant)
    {
        if (distances.Length != relevant.Length) throw new ArgumentException($"Expected as many distances as marks, found {distances.Length} and {relevant.Length}.", nameof(relevant));
        distances.Sort(relevant);
    }

    // The items from i on with the same distance: where they end, how many of them are relevant.
    private static (int End, int Hits) Tie(ReadOnlySpan<float> distances, ReadOnlySpan<bool> relevant, int i)
    {
        int end = i, hits = 0;
        for (; end < distances.Length && distances[end] == distances[i]; end++) hits += relevant[end] ? 1 : 0;
        return (end, hits);
    }
}
