using EmbeddedSeq.Trainer.Analysis;

namespace EmbeddedSeq.Trainer.Tests.Analysis;

public sealed class LayoutTests
{
    [Fact]
    public void Principal_components_are_the_directions_of_most_variance()
    {
        // A long thin cloud along (3, 4, 0) / 5, a little wide along (−4, 3, 0) / 5, flat along the third axis.
        float[][] vectors = [.. Enumerable.Range(-10, 21).SelectMany(i => new[] { -1, 1 }.Select(j => new[] { 3 * i / 5f - 4 * j * 0.5f / 5, 4 * i / 5f + 3 * j * 0.5f / 5, 7 }))];
        double[][] places = PrincipalComponents.Project(vectors, 2);
        Assert.Equal(10, places.Max(p => p[0]), 1e-4);
        Assert.All(places, p => Assert.Equal(0.5, Math.Abs(p[1]), 1e-4));
        Assert.Equal(0, places.Average(p => p[0]), 1e-6);
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Project([[1, 2], [1]], 1));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Project([[1, 2]], 3));
    }

    [Fact]
    public void Neighbours_of_a_cluster_stay_together()
    {
        var random = new Random(1);
        float[][] vectors = [.. Enumerable.Range(0, 60).Select(i => Enumerable.Range(0, 10).Select(d => (d == i / 20 ? 5 : 0) + random.NextSingle()).ToArray())];
        double[][] places = NeighborEmbedding.Layout(vectors, iterations: 300);
        for (int i = 0; i < 60; i++)
        {
            int[] nearest = [.. Enumerable.Range(0, 60).Where(j => j != i).OrderBy(j => Math.Pow(places[i][0] - places[j][0], 2) + Math.Pow(places[i][1] - places[j][1], 2)).Take(5)];
            Assert.All(nearest, j => Assert.Equal(i / 20, j / 20));
        }
        Assert.Equal(places, NeighborEmbedding.Layout(vectors, iterations: 300));
    }

    [Fact]
    public void A_few_points_have_a_layout_too()
    {
        Assert.Empty(NeighborEmbedding.Layout([]));
        Assert.All(NeighborEmbedding.Layout([[1], [2], [3], [4]], iterations: 50), p => Assert.True(double.IsFinite(p[0]) && double.IsFinite(p[1])));
    }
}
