using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class SeededRandomTests
{
    [Fact]
    public void NextBits_are_those_of_SplitMix64()
    {
        // First outputs of the reference implementation for the seed 1234567.
        var random = new SeededRandom(1234567);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], new[] { random.NextBits(), random.NextBits(), random.NextBits() });
    }

    [Fact]
    public void NextInt_and_NextDouble_are_uniform()
    {
        var random = new SeededRandom(1);
        int[] counts = new int[7];
        double sum = 0;
        for (int i = 0; i < 70000; i++)
        {
            counts[random.NextInt(7)]++;
            double value = random.NextDouble();
            Assert.InRange(value, 0, 1 - 1e-16);
            sum += value;
        }
        Assert.All(counts, c => Assert.InRange(c, 9700, 10300));
        Assert.InRange(sum / 70000, 0.495, 0.505);
    }

    [Fact]
    public void Shuffle_keeps_every_element()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        new SeededRandom(3).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }

    [Fact]
    public void Combine_and_Hash_tell_all_apart()
    {
        var seeds = new HashSet<ulong>();
        for (ulong a = 0; a < 100; a++)
        {
            for (ulong b = 0; b < 100; b++) Assert.True(seeds.Add(SeededRandom.Combine(a, b)));
        }
        Assert.NotEqual(SeededRandom.Hash("ab"), SeededRandom.Hash("ba"));
    }
}
