using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class BeamRankingTests
{
    [Fact]
    public void It_is_the_start_of_a_stable_sort()
    {
        var random = new Random(1);
        for (int count = 0; count <= 60; count++)
        {
            var ranking = new BeamRanking(width: 7, candidates: 60);
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => random.Next(10) is var r && r == 0 ? double.NegativeInfinity : r)];
            scores.CopyTo(ranking.Scores);
            foreach (double threshold in new[] { 0, 3, double.PositiveInfinity })
            {
                IEnumerable<int> expected = Enumerable.Range(0, count).Where(i => !double.IsNegativeInfinity(scores[i]) && scores[i] >= scores.Max() - threshold).OrderByDescending(i => scores[i]).Take(7);
                Assert.Equal(expected, ranking.Best(count, threshold).ToArray());
            }
        }
    }
}
