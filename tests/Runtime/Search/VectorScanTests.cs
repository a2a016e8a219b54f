using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class VectorScanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(128)]
    [InlineData(130)]
    public void Distances_are_1_minus_the_cosine(int size)
    {
        var random = new Random(size);
        float[] query = new float[size], vectors = new float[5 * size], distances = new float[5];
        foreach (ref float x in query.AsSpan()) x = random.NextSingle() - 0.5f;
        foreach (ref float x in vectors.AsSpan()) x = random.NextSingle() - 0.5f;
        UnitVector.Normalize(query);
        for (int i = 0; i < 5; i++) UnitVector.Normalize(vectors.AsSpan(i * size, size));
        VectorScan.CosineDistances(query, vectors, distances);
        for (int i = 0; i < 5; i++) Assert.Equal(1 - Enumerable.Range(0, size).Sum(d => (double)query[d] * vectors[i * size + d]), distances[i], 1e-5);
    }

    [Fact]
    public void Vectors_of_another_length_are_refused() => Assert.Throws<ArgumentException>(() => VectorScan.CosineDistances(new float[3], new float[5], new float[2]));

    [Fact]
    public void The_zero_vector_stays_zero()
    {
        float[] zero = new float[4];
        Assert.Equal(0, UnitVector.Normalize(zero));
        Assert.All(zero, x => Assert.Equal(0, x));
    }
}
