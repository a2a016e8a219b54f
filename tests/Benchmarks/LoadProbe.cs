using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EmbeddedSeq.Benchmarks.Measurement;

namespace EmbeddedSeq.Benchmarks;

/// <summary>What a fresh process measured: milliseconds to the first result, microseconds of early and later steps, bytes of its largest resident set.</summary>
internal sealed record ProbeResult(double FirstMilliseconds, double EarlySlowest, double EarlyMedian, double Steady, double Peak);

/// <summary>Loads a model in a process of its own.</summary>
internal static class LoadProbe
{
    private const string Name = "load-probe", Nothing = "none";
    private const int EarlySteps = 30, SteadyFrom = 300, Steps = 400;

    /// <summary>The hidden command that such a process runs: it prints the numbers of a <see cref="ProbeResult"/> on one line.</summary>
    public static Command CreateCommand()
    {
        var path = new Argument<string>("path");
        var streams = new Argument<int>("streams");
        var command = new Command(Name) { path, streams };
        command.Hidden = true;
        command.SetAction(result =>
        {
            ProbeResult r = Measure(result.GetRequiredValue(path), result.GetRequiredValue(streams));
            Console.WriteLine(string.Join(' ', new[] { r.FirstMilliseconds, r.EarlySlowest, r.EarlyMedian, r.Steady, r.Peak }.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        });
        return command;
    }

    /// <summary>Measures in a fresh process.</summary>
    /// <param name="path">A model of <see cref="FirstStep"/>, or "none".</param>
    /// <param name="streams">Number of streams.</param>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static ProbeResult Start(string path, int streams)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(LoadProbe).Assembly.Location);
        foreach (string argument in new[] { Name, path, streams.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Name} {path} {streams} ended with exit code {process.ExitCode}: {line}");
        double[] values = [.. line.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        return new ProbeResult(values[0], values[1], values[2], values[3], values[4]);
    }

    private static ProbeResult Measure(string path, int streams)
    {
        double first = 0;
        double[] steps = new double[Steps];
        if (path != Nothing)
        {
            long start = Stopwatch.GetTimestamp();
            using var model = new FirstStep(path, streams);
            first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            for (int i = 0; i < Steps && streams == 1; i++) // Many streams are there for their memory alone.
            {
                if (i == SteadyFrom) Thread.Sleep(500); // The JIT has finished what it does in the background.
                start = Stopwatch.GetTimestamp();
                model.Again();
                steps[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }
        Samples early = new(steps[..(EarlySteps - 1)]), steady = new(steps[SteadyFrom..]);
        using var self = Process.GetCurrentProcess();
        return new ProbeResult(first, early.Maximum, early.Median, steady.Median, self.PeakWorkingSet64);
    }
}
