using System.Diagnostics;
using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Benchmarks.Training;

/// <summary>train-vs-torch: one training step of a bidirectional LSTM with CTC and AdamW.</summary>
internal static class TrainingBenchmark
{
    public const int Units = 256, Layers = 2, Batch = 16, Steps = 200;

    private const int Letters = 40, StepsInTurn = 2;

    public static void Run(BenchmarkSettings settings)
    {
        using var torch = new TorchProcess(BenchmarkModel.Inputs, Units, Layers, BenchmarkModel.Outputs, Batch, Steps, Letters);
        ModelSpec spec = BenchmarkModel.Spec(Units, Layers, bidirectional: true);
        OwnTraining one = new(spec, 1, Batch, Steps, Letters), two = new(spec, 2, Batch, Steps, Letters);
        (Series Series, Func<double[]> Turn)[] all =
        [
            (new Series("PyTorch, 1 thread"), () => torch.Steps(1, StepsInTurn)),
            (new Series("PyTorch, 2 threads"), () => torch.Steps(2, StepsInTurn)),
            (new Series("ours, 1 worker"), () => Own(one)),
            (new Series("ours, 2 workers"), () => Own(two)),
        ];
        double loss = one.Step();
        for (int i = 0; i < 3; i++)
        {
            foreach (var contender in all) contender.Turn();
        }
        for (int r = 0; r < (settings.Quick ? 3 : 15); r++)
        {
            foreach (var (series, turn) in all)
            {
                Thread.Sleep(100); // PyTorch's idle threads spin for a while.
                series.Rounds.Add(new Samples(turn()).Median * 1000);
            }
        }
        var report = new Report(settings, "A training step against PyTorch", $"PyTorch {torch.Version} in a process of its own, in turns");
        report.Line($"Bidirectional LSTM {Units}x{Layers} on {BenchmarkModel.Inputs} inputs, {BenchmarkModel.Outputs} outputs, CTC on {Letters} letters, gradient clipped by norm, AdamW; batch {Batch}, {Steps} steps each. Median (quartiles).");
        report.Line();
        Series torchOne = all[0].Series, torchTwo = all[1].Series;
        report.Table(["", "ms a step", "speed against PyTorch, 1 thread", "speed against PyTorch, 2 threads"], all.Select(a => new[] { a.Series.Name, Cells.Spread(new Samples(a.Series.Rounds.Select(t => t / 1000))), Cells.Spread(a.Series.SpeedAgainst(torchOne)), Cells.Spread(a.Series.SpeedAgainst(torchTwo)) }).ToArray());
        report.Line($"Our loss went from {Cells.Number(loss)} to {Cells.Number(one.Step())} nats a step meanwhile. That the losses follow PyTorch's from the same weights is a test of the trainer.");
        report.Save("train-vs-torch.md");
    }

    private static double[] Own(OwnTraining training)
    {
        double[] times = new double[StepsInTurn];
        for (int i = 0; i < StepsInTurn; i++)
        {
            long start = Stopwatch.GetTimestamp();
            training.Step();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }
}
