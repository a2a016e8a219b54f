using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EmbeddedSeq.Benchmarks.Measurement;

namespace EmbeddedSeq.Benchmarks;

/// <summary>What a fresh process measured.</summary>
/// <param name="FirstMilliseconds">From the start of loading to the end of the first step, or of warming up.</param>
/// <param name="EarlySlowest">The slowest of the first steps behind that, microseconds.</param>
/// <param name="LaterSlowest">The slowest of as many steps when everything has settled.</param>
/// <param name="LaterMedian">The median of those and some before them.</param>
/// <param name="Peak">Bytes of the largest resident set.</param>
internal sealed record ProbeResult(double FirstMilliseconds, double EarlySlowest, double LaterSlowest, double LaterMedian, double Peak);

/// <summary>Loads a model in a process of its own.</summary>
internal static class LoadProbe
{
    /// <summary>Steps after loading that are looked at one by one.</summary>
    public const int EarlySteps = 30;

    private const string Name = "load-probe";
    private const int LaterSteps = 60, StepsBetween = 300;

    /// <summary>The hidden command that such a process runs: it prints the numbers of a <see cref="ProbeResult"/> on one line.</summary>
    public static Command CreateCommand()
    {
        Argument<string> path = new("path"), way = new("way");
        var streams = new Argument<int>("streams");
        var command = new Command(Name) { path, streams, way };
        command.Hidden = true;
        command.SetAction(result =>
        {
            ProbeResult r = Measure(result.GetRequiredValue(path), result.GetRequiredValue(streams), Enum.Parse<ProbeWay>(result.GetRequiredValue(way)));
            Console.WriteLine(string.Join(' ', new[] { r.FirstMilliseconds, r.EarlySlowest, r.LaterSlowest, r.LaterMedian, r.Peak }.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        });
        return command;
    }

    /// <summary>Measures in a fresh process.</summary>
    /// <param name="path">As <see cref="FirstStep.Load"/> takes it.</param>
    /// <param name="streams">Number of streams.</param>
    /// <param name="way">What comes before and between the steps.</param>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static ProbeResult Start(string path, int streams, ProbeWay way)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(LoadProbe).Assembly.Location);
        foreach (string argument in new[] { Name, path, streams.ToString(CultureInfo.InvariantCulture), way.ToString() }) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Name} {path} {streams} {way} ended with exit code {process.ExitCode}: {line}");
        double[] values = [.. line.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        return new ProbeResult(values[0], values[1], values[2], values[3], values[4]);
    }

    private static ProbeResult Measure(string path, int streams, ProbeWay way)
    {
        double[] early = new double[EarlySteps], later = new double[LaterSteps];
        long start = Stopwatch.GetTimestamp();
        using FirstStep model = FirstStep.Load(path, streams);
        Run(model, 0, new double[1], way); // Compiled, this file costs the first frame nothing.
        if (way == ProbeWay.Cold) model.Step(streams);
        else model.Warmup();
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (streams == 1) // Many streams are there for their memory alone.
        {
            Run(model, streams, early, way);
            for (int i = 0; i < StepsBetween && way != ProbeWay.Paced; i++) model.Step(streams);
            Thread.Sleep(500); // The JIT has finished what it does in the background.
            Run(model, streams, new double[EarlySteps], way); // The sleep has left the caches cold.
            Run(model, streams, later, way);
        }
        using var self = Process.GetCurrentProcess();
        return new ProbeResult(first, early.Max(), later[^EarlySteps..].Max(), new Samples(later).Median, self.PeakWorkingSet64);
    }

    private static void Run(FirstStep model, int streams, double[] microseconds, ProbeWay way)
    {
        for (int i = 0; i < microseconds.Length; i++)
        {
            if (way == ProbeWay.Paced) Thread.Sleep(10);
            long start = Stopwatch.GetTimestamp();
            model.Step(streams);
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }
}

/// <summary>What comes before and between the steps of a probe.</summary>
internal enum ProbeWay
{
    /// <summary>Nothing: the first step finds nothing compiled.</summary>
    Cold,

    /// <summary>Warming up, and then one step after the other.</summary>
    Warm,

    /// <summary>Warming up, and then a step every 10 ms, as a live stream makes them: the processor sleeps between and the caches are cold.</summary>
    Paced,
}
