using System.Runtime.ExceptionServices;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Work that several workers do at once.</summary>
internal static class WorkerThreads
{
    /// <summary>Calls <paramref name="work"/> with 0 to <paramref name="count"/> − 1 and waits for all. An exception comes out as it was thrown.</summary>
    public static void Run(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
