namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Detects that two threads use an object at the same time. Never waits.</summary>
/// <param name="what">The operations that exclude each other, as the message names them.</param>
internal sealed class ExclusiveUse(string what)
{
    private int _isUsed;

    /// <summary>Begins a use, which ends when the result is disposed of.</summary>
    /// <exception cref="InvalidOperationException">Another use has not ended.</exception>
    public Use Begin()
    {
        if (Interlocked.Exchange(ref _isUsed, 1) != 0)
            throw new InvalidOperationException($"{what} must not run on two threads at once: another call is still inside.");
        return new Use(this);
    }

    /// <summary>A use that was begun and whose <see cref="Use"/> was let go: to end it.</summary>
    public Use Resume() => new(this);

    internal readonly ref struct Use(ExclusiveUse owner)
    {
        public void Dispose() => Volatile.Write(ref owner._isUsed, 0);
    }
}
