using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed class SampleHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public void The_last_samples_can_be_read_again(int piece)
    {
        var history = new SampleHistory(8);
        float[] samples = [.. Enumerable.Range(0, 45).Select(i => (float)i)];
        foreach (float[] part in samples.Chunk(piece)) history.Add(part);
        Assert.Equal((45, 37), (history.Count, history.First));
        var read = new List<float>();
        for (long at = 38; at < 44;)
        {
            ReadOnlySpan<float> part = history.Read(at, 44);
            read.AddRange(part);
            at += part.Length;
        }
        Assert.Equal([38, 39, 40, 41, 42, 43], read);
        history.Clear();
        Assert.Equal((0, 0), (history.Count, history.First));
    }
}
