using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Benchmarks;

/// <summary>load: from a file to the first result, and the memory it takes.</summary>
internal static class LoadBenchmark
{
    private const int ManyStreams = 65;
    private static readonly (string Name, string File)[] Kinds = [(EngineSet.Onnx, "f32.onnx"), (EngineSet.OnnxInt8, "int8.onnx"), .. EngineSet.Precisions.Select(p => (p.Name, p.Name + ".eseq"))];

    public static void Run(BenchmarkSettings settings)
    {
        string folder = Directory.CreateTempSubdirectory("eseq-load-").FullName;
        try
        {
            var report = new Report(settings, "Loading", $"ONNX Runtime {OnnxSession.RuntimeVersion}, one thread, all optimisations");
            foreach ((string shape, int units, int layers) in BenchmarkModel.Shapes) Write(Path.Combine(folder, shape), BenchmarkModel.Create(units, layers));
            Times(report, folder, settings);
            Fresh(report, folder, settings);
            report.Save("load.md");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string folder, ModelWeights model)
    {
        Directory.CreateDirectory(folder);
        var options = new OnnxExportOptions { Steps = 1, Batch = 1 };
        File.WriteAllBytes(Path.Combine(folder, "f32.onnx"), OnnxExporter.ToBytes(model, options));
        File.WriteAllBytes(Path.Combine(folder, "int8.onnx"), QuantizedOnnx.ToBytes(model, options));
        foreach ((string name, WeightPrecision precision) in EngineSet.Precisions) ModelCompiler.Save(model, precision, Path.Combine(folder, name + ".eseq"));
    }

    private static void Times(Report report, string folder, BenchmarkSettings settings)
    {
        report.Line("## File to first result, again and again in one process");
        report.Line();
        report.Line("Milliseconds to open the file, make the network or session and its state, and run one step; the file is in the system's cache. Median (quartiles).");
        report.Line();
        var rows = new List<string[]>();
        foreach ((string shape, _, _) in BenchmarkModel.Shapes)
        {
            Series[] all = Alternation.Run([.. Kinds.Select(k => (k.Name, (Action)(() => new FirstStep(Path.Combine(folder, shape, k.File), streams: 1).Dispose())))], settings.Rounds);
            Series f32 = all[0], int8 = all[1];
            rows.AddRange(all.Select(s => new[] { $"{shape} {s.Name}", Cells.Spread(new Samples(s.Rounds.Select(t => t / 1000))), Cells.Spread(s.SpeedAgainst(f32)), Cells.Spread(s.SpeedAgainst(int8)) }));
        }
        report.Table(["model, engine", "ms", "speed against f32", "speed against int8"], rows);
    }

    private static void Fresh(Report report, string folder, BenchmarkSettings settings)
    {
        report.Line("## In a fresh process");
        report.Line();
        report.Line("Each line is the median of fresh .NET processes with the default settings. First result: milliseconds from the start of loading to the end of the first step, native library and just-in-time compilation included.");
        report.Line("Steps 2 to 30: the slowest and the median, microseconds, beside the median of steps 300 to 400. Memory: peak resident set above that of a process that loads nothing, MB (10⁶ bytes), beside the file's length; and KB for each further stream.");
        report.Line();
        int processes = settings.Quick ? 3 : 7;
        double bare = Median(processes, "none", 0).Peak;
        var rows = new List<string[]>();
        foreach ((string shape, _, _) in BenchmarkModel.Shapes)
        {
            foreach ((string name, string file) in Kinds)
            {
                string path = Path.Combine(folder, shape, file);
                ProbeResult one = Median(processes, path, 1), many = Median(3, path, ManyStreams);
                rows.Add([$"{shape} {name}", Cells.Number(one.FirstMilliseconds), Cells.Number(one.EarlySlowest), Cells.Number(one.EarlyMedian), Cells.Number(one.Steady), Cells.Number((one.Peak - bare) / 1e6), Cells.Number(new FileInfo(path).Length / 1e6), Cells.Number((many.Peak - one.Peak) / 1e3 / (ManyStreams - 1))]);
            }
        }
        report.Table(["model, engine", "first result", "slowest of 2–30", "median of 2–30", "steady", "memory", "file", "KB a stream"], rows);
        report.Line($"A process that loads nothing peaks at {Cells.Number(bare / 1e6)} MB.");
    }

    private static ProbeResult Median(int processes, string path, int streams)
    {
        ProbeResult[] results = [.. Enumerable.Range(0, processes).Select(_ => LoadProbe.Start(path, streams))];
        double Middle(Func<ProbeResult, double> of) => new Samples(results.Select(of)).Median;
        return new ProbeResult(Middle(r => r.FirstMilliseconds), Middle(r => r.EarlySlowest), Middle(r => r.EarlyMedian), Middle(r => r.Steady), Middle(r => r.Peak));
    }
}
