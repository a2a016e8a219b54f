using System.Diagnostics;

namespace EmbeddedSeq.Benchmarks.Measurement;

/// <summary>Measures contenders in turns in one process, forwards and backwards, so that whatever slows the machine slows all of them.</summary>
internal static class Alternation
{
    private const double BlockMilliseconds = 8, LongestMilliseconds = 30_000;

    /// <summary>Times a call of each contender, in microseconds.</summary>
    /// <param name="contenders">Names and calls.</param>
    /// <param name="rounds">Turns of each; fewer if a call takes long, but at least 5.</param>
    public static Series[] Run(IReadOnlyList<(string Name, Action Call)> contenders, int rounds)
    {
        int[] calls = [.. contenders.Select(c => CallsInBlock(c.Call))];
        double round = contenders.Select((c, i) => Time(c.Call, calls[i]) * calls[i] / 1000).Sum() * 1.5;
        rounds = Math.Max(Math.Min(rounds, 5), (int)Math.Min(rounds, LongestMilliseconds / round));
        Series[] series = [.. contenders.Select(c => new Series(c.Name))];
        for (int r = 0; r < rounds; r++)
        {
            for (int i = 0; i < series.Length; i++)
            {
                int turn = (r & 1) == 0 ? i : series.Length - 1 - i;
                Time(contenders[turn].Call, (calls[turn] + 3) / 4); // Brings its weights back into the cache.
                series[turn].Rounds.Add(Time(contenders[turn].Call, calls[turn]));
            }
        }
        return series;
    }

    /// <summary>Microseconds of one call, averaged over so many back to back.</summary>
    private static double Time(Action call, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) call();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }

    // Also lets the JIT compile what is called often: it does so in the background after 30 calls.
    private static int CallsInBlock(Action call)
    {
        Time(call, 2);
        int calls = (int)Math.Clamp(BlockMilliseconds * 1000 / Time(call, 2), 1, 100_000);
        for (int i = 0; i < 3 && calls > 1; i++)
        {
            Time(call, calls);
            Thread.Sleep(120);
        }
        return (int)Math.Clamp(BlockMilliseconds * 1000 / Time(call, calls), 1, 100_000);
    }
}
