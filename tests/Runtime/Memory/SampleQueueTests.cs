using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed class SampleQueueTests
{
    [Fact]
    public void Samples_come_out_in_order_whatever_the_pieces()
    {
        var queue = new SampleQueue(capacity: 10, tailLength: 0);
        var random = new Random(1);
        (int written, int read) = (0, 0);
        while (read < 10000)
        {
            written += Write(queue, written, random.Next(0, 20));
            ReadOnlySpan<float> samples = queue.Peek();
            int count = random.Next(0, samples.Length + 1);
            for (int i = 0; i < count; i++) Assert.Equal(read + i, samples[i]);
            queue.Skip(count);
            read += count;
            Assert.Equal((written - read, (long)read), (queue.Waiting, queue.Position));
        }
        Assert.True(queue.Waiting <= 16);
    }

    [Fact]
    public void An_utterance_ends_with_its_tail_and_then_the_next_begins()
    {
        var queue = new SampleQueue(capacity: 16, tailLength: 3);
        Write(queue, 1, 2);
        queue.End();
        Write(queue, 3, 2);
        queue.End();
        queue.End();
        Assert.Equal([1, 2, 0, 0, 0], ReadUtterance(queue));
        Assert.Equal([3, 4, 0, 0, 0], ReadUtterance(queue));
        Assert.Equal([0, 0, 0], ReadUtterance(queue));
        Write(queue, 5, 1);
        Assert.Equal(5, queue.Peek()[0]);
        queue.Skip(1);
        Assert.True(queue.Peek().IsEmpty);
        Assert.False(queue.IsAtEnd);
        queue.End();
        Assert.Equal([0, 0, 0], ReadUtterance(queue));
        Assert.Equal(5, queue.Position);
    }

    [Fact]
    public void A_full_ring_takes_nothing()
    {
        var queue = new SampleQueue(capacity: 4, tailLength: 0);
        Assert.Equal(4, Write(queue, 0, 9));
        Assert.Equal(0, queue.Write([1f]));
        Assert.Equal(0, queue.Write([(short)1]));
        queue.Peek();
        queue.Skip(3);
        Assert.Equal(3, Write(queue, 4, 9));
    }

    [Fact]
    public void Clear_forgets_samples_ends_and_tail()
    {
        var queue = new SampleQueue(capacity: 8, tailLength: 2);
        Write(queue, 1, 1);
        queue.End();
        Write(queue, 2, 1);
        queue.End();
        queue.Skip(queue.Peek().Length);
        Assert.Equal(2, queue.Peek().Length);
        queue.Clear();
        Assert.True(queue.Peek().IsEmpty);
        Assert.False(queue.IsAtEnd);
        Assert.Equal((0, 2), (queue.Waiting, queue.Position));
    }

    private static int Write(SampleQueue queue, int first, int count) =>
        queue.Write([.. Enumerable.Range(first, count).Select(i => (float)i)]);

    private static float[] ReadUtterance(SampleQueue queue)
    {
        var samples = new List<float>();
        for (ReadOnlySpan<float> next; !(next = queue.Peek()).IsEmpty; queue.Skip(1)) samples.Add(next[0]);
        Assert.True(queue.IsAtEnd);
        queue.NextUtterance();
        return [.. samples];
    }
}
