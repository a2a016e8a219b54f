using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>The last steps of a stream, kept so that they can be read from before the moment when speech was noticed. Allocates nothing after its creation.</summary>
/// <param name="capacity">Steps that are kept.</param>
/// <param name="size">Numbers of a step.</param>
internal sealed class StepHistory(int capacity, int size)
{
    private readonly float[] _steps = new float[capacity * size];
    private long _pushed; // Steps since the start.
    private int _kept;

    /// <summary>Steps that wait to be read, the oldest first.</summary>
    public int Unread { get; private set; }

    /// <summary>Adds the next step; the oldest is forgotten if there is no room.</summary>
    public void Push(ReadOnlySpan<float> step)
    {
        step.CopyTo(Slot(_pushed++));
        _kept = Math.Min(_kept + 1, capacity);
        Unread = Math.Min(Unread + 1, capacity);
    }

    /// <summary>Reads the oldest unread step.</summary>
    public bool TryRead(Span<float> step)
    {
        if (Unread == 0) return false;
        Slot(_pushed - Unread--).CopyTo(step);
        return true;
    }

    /// <summary>Leaves all steps unread from the oldest on.</summary>
    public void Rewind() => Unread = _kept;

    /// <summary>Leaves no step unread. They are kept nevertheless.</summary>
    public void Skip() => Unread = 0;

    /// <summary>Forgets everything.</summary>
    public void Reset() => (_pushed, _kept, Unread) = (0, 0, 0);

    /// <summary>Saves or restores the state.</summary>
    public void Transfer(ref StateTransfer state)
    {
        int at = (int)(_pushed % capacity), unread = Unread;
        state.Values(_steps.AsSpan());
        state.Number(ref at, 0, capacity - 1);
        state.Number(ref _kept, 0, capacity);
        state.Number(ref unread, 0, _kept);
        if (state.IsRestoring) _pushed = capacity + at; // Only the place in the ring counts.
        Unread = unread;
    }

    private Span<float> Slot(long index) => _steps.AsSpan((int)(index % capacity) * size, size);
}
