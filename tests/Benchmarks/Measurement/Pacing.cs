using System.Diagnostics;

namespace EmbeddedSeq.Benchmarks.Measurement;

/// <summary>Times one call every 10 ms, as a live stream makes them: the processor sleeps between and the caches are cold.</summary>
internal static class Pacing
{
    private const int CallsInTurn = 50, SettlingCalls = 3;

    /// <summary>Times each contender in turns of 50 calls.</summary>
    /// <returns>For each contender the median of every turn, and all single times; in microseconds.</returns>
    public static (Series Medians, Samples All)[] Run(IReadOnlyList<(string Name, Action Call)> contenders, int turns)
    {
        Series[] medians = [.. contenders.Select(c => new Series(c.Name))];
        List<double>[] all = [.. contenders.Select(_ => new List<double>())];
        for (int t = 0; t < turns; t++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                for (int k = 0; k < SettlingCalls; k++) Once(contenders[i].Call);
                double[] times = new double[CallsInTurn];
                for (int k = 0; k < CallsInTurn; k++) times[k] = Once(contenders[i].Call);
                medians[i].Rounds.Add(new Samples(times).Median);
                all[i].AddRange(times);
            }
        }
        return [.. medians.Zip(all, (m, a) => (m, new Samples(a)))];
    }

    private static double Once(Action call)
    {
        Thread.Sleep(10);
        long start = Stopwatch.GetTimestamp();
        call();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
