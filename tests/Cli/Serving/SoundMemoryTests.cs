using EmbeddedSeq.Cli.Serving;

namespace EmbeddedSeq.Cli.Tests.Serving;

public sealed class SoundMemoryTests
{
    [Fact]
    public void The_last_samples_are_kept()
    {
        var memory = new SoundMemory(10);
        memory.Add([1, 2, 3, 4, 5, 6, 7]);
        Assert.Equal([2, 3], Slice(2 - 1, 3));
        memory.Add([8, 9, 10, 11, 12, 13]);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11, 12, 13], Slice(0, 100));
        Assert.Equal([12, 13], Slice(11, 13));
        Assert.Empty(Slice(1, 3));
        memory.Add([.. Enumerable.Range(14, 25).Select(i => (short)i)]);
        Assert.Equal([37, 38], Slice(36, 40));

        int[] Slice(long start, long end)
        {
            float[] room = new float[3]; // Too small for the longest.
            return [.. memory.Slice(start, end, ref room).ToArray().Select(s => (int)(s * 32768))];
        }
    }
}
