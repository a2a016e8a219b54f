namespace EmbeddedSeq.Trainer.Language;

/// <summary>What modified Kneser-Ney smoothing takes from the count of an n-gram that was seen once, twice, more often.</summary>
/// <remarks>Source: Chen and Goodman 1998, section 3. Where the counts are too few to estimate a discount, 0.5, 1 and 1.5 are taken.</remarks>
internal readonly record struct Discounts(double One, double Two, double More)
{
    /// <summary>Estimates them from how many n-grams were seen once, twice, three and four times.</summary>
    public static Discounts Estimate(IEnumerable<long> counts)
    {
        double[] n = new double[5];
        foreach (long count in counts)
        {
            if (count is >= 1 and <= 4) n[count]++;
        }
        double y = n[1] / (n[1] + 2 * n[2]);
        double one = 1 - 2 * y * n[2] / n[1], two = 2 - 3 * y * n[3] / n[2], more = 3 - 4 * y * n[4] / n[3];
        return new Discounts(Sane(one, 1), Sane(two, 2), Sane(more, 3));
    }

    /// <summary>What is taken from a count.</summary>
    public double Of(long count) => count switch { <= 0 => 0, 1 => One, 2 => Two, _ => More };

    // Must leave something of a count of that size, and take something.
    private static double Sane(double discount, int count) => discount > 0 && discount < count ? discount : count / 2.0;
}
