using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Benchmarks;

/// <summary>vs-onnxruntime: the same model, the same numbers, the same thread.</summary>
internal static class VsOnnxRuntime
{
    private static readonly (string Title, int Steps, int Streams)[] Work =
    [
        ("One step, back to back", 1, 1),
        ("16 steps a run", 16, 1),
        ("1000 steps a run", 1000, 1),
        ("4 streams in step", 1, 4),
        ("16 streams in step", 1, 16),
        ("64 streams in step", 1, 64),
    ];

    public static void Run(BenchmarkSettings settings)
    {
        var report = new Report(settings, "Against ONNX Runtime", $"ONNX Runtime {OnnxSession.RuntimeVersion}, C API with bound inputs and outputs, all optimisations, shapes fixed");
        report.Line("LSTM units x layers on 80 inputs, 32 outputs, log-softmax. One thread unless said otherwise. Times are medians in microseconds of one run; the speed is ONNX Runtime's");
        report.Line("one-thread time over ours, round by round: median (quartiles). The difference is the largest of any output, a natural logarithm, from ONNX Runtime's f32.");
        report.Line();
        var summary = new RatioSummary();
        report.Line("## One step every 10 ms, the processor asleep between");
        report.Line();
        report.Table(["model, engine", "p50", "p99", "speed against f32", "speed against int8", "p99 against f32"], BenchmarkModel.Shapes.SelectMany(s => Paced(s.Name, BenchmarkModel.Create(s.Units, s.Layers), settings, summary)).ToArray());
        foreach ((string title, int steps, int streams) in Work)
        {
            report.Line($"## {title}");
            report.Line();
            report.Table(["model, engine", "time", "speed against f32", "speed against int8", "difference"], BenchmarkModel.Shapes.SelectMany(s => Continuous(title, s.Name, BenchmarkModel.Create(s.Units, s.Layers), steps, streams, settings, summary)).ToArray());
        }
        report.Line("## Summary: ratios of one thread to ONNX Runtime's one thread");
        report.Line();
        report.Table(["", .. BenchmarkModel.Shapes.Select(s => s.Name)], summary.Rows());
        report.Save("vs-onnxruntime.md");
    }

    private static List<string[]> Continuous(string title, string shape, ModelWeights model, int steps, int streams, BenchmarkSettings settings, RatioSummary summary)
    {
        using var engines = new EngineSet(model, steps, streams);
        Series[] all = Alternation.Run(engines.Contenders, settings.Rounds);
        Series f32 = all.Single(s => s.Name == EngineSet.Onnx), int8 = all.Single(s => s.Name == EngineSet.OnnxInt8);
        summary.Add(title, shape, all, f32, int8);
        return [.. all.Select(s => new[] { $"{shape} {s.Name}", Cells.Number(s.Times.Median), Cells.Spread(s.SpeedAgainst(f32)), Cells.Spread(s.SpeedAgainst(int8)), Cells.Difference(engines.Differences[s.Name]) })];
    }

    private static List<string[]> Paced(string shape, ModelWeights model, BenchmarkSettings settings, RatioSummary summary)
    {
        using var engines = new EngineSet(model, steps: 1, streams: 1);
        Alternation.Run(engines.Contenders, rounds: 1); // Compiles everything.
        (Series Medians, Samples All)[] all = Pacing.Run(engines.Contenders, turns: settings.Quick ? 1 : 10);
        Series[] medians = [.. all.Select(a => a.Medians)];
        (Series Medians, Samples All) f32 = all.Single(s => s.Medians.Name == EngineSet.Onnx), int8 = all.Single(s => s.Medians.Name == EngineSet.OnnxInt8);
        summary.Add("One step every 10 ms, p50", shape, medians, f32.Medians, int8.Medians);
        return [.. all.Select(s => new[] { $"{shape} {s.Medians.Name}", Cells.Number(s.All.Median), Cells.Number(s.All.Quantile(0.99)), Cells.Spread(s.Medians.SpeedAgainst(f32.Medians)), Cells.Spread(s.Medians.SpeedAgainst(int8.Medians)), Cells.Number(f32.All.Quantile(0.99) / s.All.Quantile(0.99)) })];
    }
}
