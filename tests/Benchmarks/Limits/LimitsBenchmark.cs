using System.Diagnostics;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Benchmarks.Limits;

/// <summary>limits: what no kernel on this machine can pass, and how near the trainer's products come to it.</summary>
internal static unsafe class LimitsBenchmark
{
    /// <summary>Of <see cref="PeakKernels.MultiplyAdd"/> in a round.</summary>
    public const long Turns = 4_000_000;

    private const double BytesInRound = 200e6;

    // In the first level, the second, the third, and beyond all of them on most processors.
    private static readonly (string Name, int Kilobytes)[] Sizes = [("24 KB", 24), ("256 KB", 256), ("640 KB", 640), ("2 MB", 2048), ("8 MB", 8192), ("16 MB", 16384), ("128 MB", 131072), ("512 MB", 524288)];

    public static void Run(BenchmarkSettings settings)
    {
        Thread.Sleep(5000); // `dotnet run` keeps a processor busy for some seconds after it has started a program, which two threads would feel.
        var report = new Report(settings, "Limits of the machine");
        report.Line("## Multiply-adds of float32 on registers, GFLOP/s");
        report.Line();
        PeakKernels.MultiplyAdd(Turns);
        report.Table(["threads", "median (quartiles)"], new[] { 1, 2 }.Select(t => new[] { $"{t}", Cells.Spread(Peak(t, settings.Rounds)) }).ToArray());
        report.Line("## Reading in order, GB/s");
        report.Line();
        report.Line("Each of two threads reads memory of its own, half as large.");
        report.Line();
        report.Table(["bytes", "1 thread", "2 threads together"], Sizes.Select(s => new[] { s.Name, Cells.Spread(Bandwidth(s.Kilobytes, 1, settings.Rounds)), Cells.Spread(Bandwidth(s.Kilobytes, 2, settings.Rounds)) }).ToArray());
        ProductRates.Write(report, settings.Rounds);
        report.Save("limits.md");
    }

    private static Samples Peak(int threads, int rounds) =>
        Rates(threads, rounds, _ => PeakKernels.MultiplyAdd(Turns), (double)threads * Turns * PeakKernels.OperationsInTurn);

    private static Samples Bandwidth(int kilobytes, int threads, int rounds)
    {
        long length = (long)kilobytes * 1024 / sizeof(float) / threads / 128 * 128;
        AlignedBuffer[] memory = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer(length))];
        long times = Math.Max(1, (long)(BytesInRound / (length * sizeof(float))));
        return Rates(threads, rounds, t =>
        {
            for (long i = 0; i < times; i++) PeakKernels.Read(memory[t].Pointer, length);
        }, (double)threads * times * length * sizeof(float));
    }

    /// <summary>Giga-units a second of work that all threads do together.</summary>
    private static Samples Rates(int threads, int rounds, Action<int> work, double units)
    {
        double[] rates = new double[rounds];
        using var barrier = new Barrier(threads);
        Thread[] helpers = [.. Enumerable.Range(1, threads - 1).Select(t => new Thread(() => Array.ForEach(rates, _ => Together(barrier, work, t))))];
        foreach (Thread helper in helpers) helper.Start();
        for (int r = 0; r < rounds; r++) rates[r] = units / Together(barrier, work, 0) / 1e9;
        foreach (Thread helper in helpers) helper.Join();
        return new Samples(rates);
    }

    private static double Together(Barrier barrier, Action<int> work, int thread)
    {
        barrier.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        work(thread);
        barrier.SignalAndWait();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
