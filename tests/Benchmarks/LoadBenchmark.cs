using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

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
            FirstFrames(report, folder, settings);
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
            Series[] all = Alternation.Run([.. Kinds.Select(k => (k.Name, (Action)(() => LoadAndStep(Path.Combine(folder, shape, k.File)))))], settings.Rounds);
            Series f32 = all[0], int8 = all[1];
            rows.AddRange(all.Select(s => new[] { $"{shape} {s.Name}", Cells.Spread(new Samples(s.Rounds.Select(t => t / 1000))), Cells.Spread(s.SpeedAgainst(f32)), Cells.Spread(s.SpeedAgainst(int8)) }));
        }
        report.Table(["model, engine", "ms", "speed against f32", "speed against int8"], rows);
    }

    private static void LoadAndStep(string path)
    {
        using FirstStep model = FirstStep.Load(path, streams: 1);
        model.Step(1);
    }

    private static void Fresh(Report report, string folder, BenchmarkSettings settings)
    {
        report.Line("## In a fresh process");
        report.Line();
        report.Line("Each line is the median of fresh .NET processes with the default settings. First result: milliseconds from the start of loading to the end of the first step, native library and just-in-time compilation included.");
        report.Line("Memory: peak resident set above that of a process that is measured in the same way and loads nothing, MB (10⁶ bytes), beside the file's length; and KB for each further stream.");
        report.Line();
        double bare = Median(settings, FirstStep.Nothing, 1, ProbeWay.Cold)(r => r.Peak);
        var rows = new List<string[]>();
        foreach ((string model, string path) in Files(folder))
        {
            Func<Func<ProbeResult, double>, double> one = Median(settings, path, 1, ProbeWay.Cold), many = Median(settings, path, ManyStreams, ProbeWay.Cold);
            rows.Add([model, Cells.Number(one(r => r.FirstMilliseconds)), Cells.Number((one(r => r.Peak) - bare) / 1e6), Cells.Number(new FileInfo(path).Length / 1e6), Cells.Number((many(r => r.Peak) - one(r => r.Peak)) / 1e3 / (ManyStreams - 1))]);
        }
        report.Table(["model, engine", "first result", "memory", "file", "KB a stream"], rows);
        report.Line($"A process that loads nothing peaks at {Cells.Number(bare / 1e6)} MB.");
        report.Line();
    }

    private static void FirstFrames(Report report, string folder, BenchmarkSettings settings)
    {
        report.Line("## First frames of a fresh process");
        report.Line();
        report.Line($"As a host does it: load, warm up (`SequenceNetwork.Warmup`, four steps with ONNX Runtime), then the frames of a stream. Microseconds, medians of fresh processes: the slowest of the first {LoadProbe.EarlySteps} frames,");
        report.Line($"the median of frames much later and the slowest of {LoadProbe.EarlySteps} of those, which shows what the machine does now and then; once one after the other, once every 10 ms. Ratio: slowest of the first to the later median.");
        report.Line();
        var rows = new List<string[]>();
        foreach ((string model, string path) in Files(folder))
        {
            Func<Func<ProbeResult, double>, double> warm = Median(settings, path, 1, ProbeWay.Warm), paced = Median(settings, path, 1, ProbeWay.Paced);
            rows.Add([model, Cells.Number(warm(r => r.FirstMilliseconds)), .. new[] { warm, paced }.SelectMany(m => new[] { m(r => r.EarlySlowest), m(r => r.LaterMedian), m(r => r.LaterSlowest), m(r => r.EarlySlowest / r.LaterMedian) }.Select(Cells.Number))]);
        }
        report.Table(["model, engine", "ready, ms", "first, slowest", "later, median", "later, slowest", "ratio", "10 ms: first, slowest", "later, median", "later, slowest", "ratio"], rows);
    }

    private static IEnumerable<(string Model, string Path)> Files(string folder) =>
        from shape in BenchmarkModel.Shapes
        from kind in Kinds
        select ($"{shape.Name} {kind.Name}", Path.Combine(folder, shape.Name, kind.File));

    /// <summary>Measures in several processes; the result gives the median of any number that they measured.</summary>
    private static Func<Func<ProbeResult, double>, double> Median(BenchmarkSettings settings, string path, int streams, ProbeWay way)
    {
        int processes = streams > 1 || settings.Quick ? 3 : 7;
        ProbeResult[] results = [.. Enumerable.Range(0, processes).Select(_ => LoadProbe.Start(path, streams, way))];
        return of => new Samples(results.Select(of)).Median;
    }
}
