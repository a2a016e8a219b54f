using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class StepHistoryTests
{
    private readonly StepHistory _history = new(capacity: 3, size: 2);

    [Fact]
    public void Steps_come_out_in_their_order()
    {
        Push(1, 2);
        Assert.Equal([1f, 2f], ReadAll());
        Push(3);
        Assert.Equal([3f], ReadAll());
    }

    [Fact]
    public void The_oldest_make_room()
    {
        Push(1, 2, 3, 4, 5);
        Assert.Equal([3f, 4f, 5f], ReadAll());
    }

    [Fact]
    public void What_was_skipped_or_read_can_be_read_from_the_past_on()
    {
        Push(1, 2);
        _history.Skip();
        Assert.Empty(ReadAll());
        _history.Rewind();
        Assert.Equal([1f, 2f], ReadAll());
        Push(3, 4);
        Assert.Equal([3f, 4f], ReadAll());
        _history.Rewind();
        Assert.Equal([2f, 3f, 4f], ReadAll());
        _history.Reset();
        _history.Rewind();
        Assert.Empty(ReadAll());
    }

    private void Push(params float[] steps)
    {
        foreach (float step in steps) _history.Push([step, -step]);
    }

    private float[] ReadAll()
    {
        var read = new List<float>();
        float[] step = new float[2];
        while (_history.TryRead(step)) read.Add(step[0]);
        return [.. read];
    }
}
