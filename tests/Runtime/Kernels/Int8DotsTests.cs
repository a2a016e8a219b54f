using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

public sealed class Int8DotsTests
{
    [Fact]
    public void Products_are_those_of_the_sum_written_down()
    {
        var random = new Random(1);
        foreach (int size in new[] { 1, 12, 63, 64, 65, 128, 200, 256 })
        {
            sbyte[] query = Numbers(random, size), vectors = Numbers(random, 5 * size);
            if (size == 64) (query, vectors) = ([.. Enumerable.Repeat((sbyte)-127, size)], [.. Enumerable.Repeat((sbyte)127, 5 * size)]);
            int[] products = new int[5];
            Int8Dots.Run(query, vectors, products);
            Assert.Equal(Enumerable.Range(0, 5).Select(n => Enumerable.Range(0, size).Sum(d => query[d] * vectors[n * size + d])), products);
        }
        Int8Dots.Run(Numbers(random, 8), [], []);
        Assert.Throws<ArgumentException>(() => Int8Dots.Run(new sbyte[8], new sbyte[15], new int[2]));
    }

    private static sbyte[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
}
