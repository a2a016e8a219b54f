using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Tests.Metrics;

public sealed class RankingMeasuresTests
{
    [Fact]
    public void Average_precision_is_the_mean_precision_at_the_relevant_ranks()
    {
        // Ranks 1, 3 and 4 of 5 are relevant.
        float[] distances = [0.5f, 0.1f, 0.4f, 0.2f, 0.3f];
        bool[] relevant = [false, true, true, false, true];
        Assert.Equal((1 + 2 / 3.0 + 3 / 4.0) / 3, RankingMeasures.AveragePrecision(distances, relevant), 1e-12);
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f, 0.5f], distances);
        Assert.Equal([true, false, true, true, false], relevant);
    }

    [Fact]
    public void Equal_distances_share_their_rank_whatever_their_order()
    {
        foreach (bool[] marks in new bool[][] { [true, false, false, true], [false, false, true, true], [true, true, false, false] })
            Assert.Equal(0.5, RankingMeasures.AveragePrecision(new float[] { 1, 1, 1, 1 }, marks), 1e-12);
    }

    [Fact]
    public void Precision_of_the_first_counts_ties_in_part_and_missing_items_as_wrong()
    {
        Assert.Equal(0.5, RankingMeasures.PrecisionAt([1, 2, 3, 4], [true, false, false, true], 2), 1e-12);
        Assert.Equal((1 + 0.5 * 1) / 2, RankingMeasures.PrecisionAt([1, 2, 2, 4], [true, false, true, true], 2), 1e-12);
        Assert.Equal(0.2, RankingMeasures.PrecisionAt([1, 2], [true, true], 10), 1e-12);
    }

    [Fact]
    public void Equal_error_rate_is_where_refusals_meet_false_alarms()
    {
        Assert.Equal(0, RankingMeasures.EqualErrorRate([1, 2, 3, 4], [true, true, false, false]), 1e-12);
        Assert.Equal(1, RankingMeasures.EqualErrorRate([1, 2, 3, 4], [false, false, true, true]), 1e-12);
        Assert.Equal(0.5, RankingMeasures.EqualErrorRate([1, 2, 3, 4], [true, false, true, false]), 1e-12);
        Assert.Equal(0.5, RankingMeasures.EqualErrorRate([1, 1], [true, false]), 1e-12);
        Assert.Equal(1 / 3.0, RankingMeasures.EqualErrorRate([1, 2, 3, 4, 5, 6], [true, true, false, true, false, false]), 1e-12);
    }

    [Fact]
    public void Without_relevant_items_there_is_no_measure()
    {
        Assert.True(double.IsNaN(RankingMeasures.AveragePrecision(new float[] { 1 }, new bool[] { false })));
        Assert.True(double.IsNaN(RankingMeasures.EqualErrorRate([1, 2], [true, true])));
        Assert.Throws<ArgumentException>(() => RankingMeasures.AveragePrecision(new float[] { 1 }, Array.Empty<bool>()));
    }
}
