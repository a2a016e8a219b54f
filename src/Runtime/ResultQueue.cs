namespace EmbeddedSeq.Runtime;

/// <summary>Results that wait to be read, the oldest first: some finals and behind them at most one partial. Not for two threads at once.</summary>
internal sealed class ResultQueue
{
    /// <summary>Finals that can wait before the recogniser has to.</summary>
    public const int MaximumFinals = 8;

    private readonly ResultSlot[] _slots = [.. Enumerable.Range(0, MaximumFinals + 1).Select(_ => new ResultSlot())];
    private int _first, _count;

    /// <summary>Whether no further final fits.</summary>
    public bool IsFull => Finals >= MaximumFinals;

    private int Finals => HasPartial ? _count - 1 : _count;

    private bool HasPartial => _count > 0 && !_slots[(_first + _count - 1) % _slots.Length].IsFinal;

    /// <summary>The memory of a new result at the end of the queue; a partial that waits there is superseded.</summary>
    /// <param name="length">Characters of the text.</param>
    /// <param name="words">Number of words.</param>
    public ResultSlot Add(int length, int words)
    {
        // All grow together: which slot a long text falls into depends on when the host reads, and must not cost memory again.
        foreach (ResultSlot slot in _slots) slot.Reserve(length, words);
        _count = Finals + 1;
        return _slots[(_first + _count - 1) % _slots.Length];
    }

    /// <summary>Makes room for the alternatives of each result.</summary>
    public void ReserveAlternatives(int count, int characters)
    {
        foreach (ResultSlot slot in _slots) slot.ReserveAlternatives(count, characters);
    }

    public bool TryRead(out SpeechResult result)
    {
        result = default;
        if (_count == 0) return false;
        result = _slots[_first].Result;
        (_first, _count) = ((_first + 1) % _slots.Length, _count - 1);
        return true;
    }

    public void Clear() => _count = 0;
}
