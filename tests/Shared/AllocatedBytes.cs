namespace EmbeddedSeq.Tests;

/// <summary>Counts what a piece of work allocates.</summary>
internal static class AllocatedBytes
{
    private const int Attempts = 5;

    /// <summary>
    /// The fewest bytes that the work allocated on this thread in some attempts; the first that allocates nothing is the last. More
    /// than one, because a collection that another test causes meanwhile counts what is left of this thread's buffer as allocated.
    /// </summary>
    public static long Least(Action work)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
