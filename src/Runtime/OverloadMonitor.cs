namespace EmbeddedSeq.Runtime;

/// <summary>Turns refused samples into one report for each time that a stream falls behind.</summary>
internal sealed class OverloadMonitor
{
    private long _refused, _reported;
    private bool _isOverloaded;

    /// <summary>Samples that were refused, since creation.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Whether samples were refused and the stream has not recovered.</summary>
    public bool IsOverloaded => Volatile.Read(ref _isOverloaded);

    /// <summary>The pushing thread: so many samples did not fit.</summary>
    public void Refuse(int samples) => Volatile.Write(ref _refused, _refused + samples);

    /// <summary>The ticking thread: is it time for a report?</summary>
    /// <param name="hasRecovered">Whether the backlog is small again; a report to come needs that before.</param>
    /// <param name="refused">Samples refused since the last report.</param>
    public bool ShouldReport(bool hasRecovered, out long refused)
    {
        refused = Refused - _reported;
        if (IsOverloaded)
        {
            if (hasRecovered && refused == 0) Volatile.Write(ref _isOverloaded, false);
            if (hasRecovered) _reported += refused;
            return false;
        }
        if (refused == 0) return false;
        _reported += refused;
        Volatile.Write(ref _isOverloaded, true);
        return true;
    }
}
