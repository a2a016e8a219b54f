using System.Diagnostics;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>How long a search takes, once or many times.</summary>
/// <param name="repetitions">At least 1.</param>
internal sealed class SearchTiming(int repetitions)
{
    private readonly List<double> _milliseconds = [];
    private double _processor;

    /// <summary>The usual time.</summary>
    public TimeSpan Median => TimeSpan.FromMilliseconds(_milliseconds.Order().ElementAt(_milliseconds.Count / 2));

    /// <summary>Searches and takes the times.</summary>
    /// <returns>What the last search found.</returns>
    public T Run<T>(Func<T> search)
    {
        T found = default!;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            found = search();
            _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        _processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / repetitions;
        return found;
    }

    /// <summary>Times and memory, one line.</summary>
    public string Summary()
    {
        using Process process = Process.GetCurrentProcess();
        return FormattableString.Invariant($"eseq: {repetitions} searches: first {_milliseconds[0]:F0} ms, median {Median.TotalMilliseconds:F0} ms, slowest {_milliseconds.Max():F0} ms, processor {_processor:F0} ms each; resident memory {process.WorkingSet64 / 1e6:F0} MB, at most {process.PeakWorkingSet64 / 1e6:F0} MB");
    }
}
