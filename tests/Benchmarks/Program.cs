using System.CommandLine;
using EmbeddedSeq.Benchmarks;
using EmbeddedSeq.Benchmarks.Decoding;
using EmbeddedSeq.Benchmarks.Limits;
using EmbeddedSeq.Benchmarks.Training;

// READ FIRST: one command, one file, one table of results.
var quick = new Option<bool>("--quick") { Description = "Fewer rounds: to see that it works, not for numbers to quote.", Recursive = true };
var folder = new Option<string?>("--out") { Description = "Folder of the result tables; default: benchmarks/<processor> in the repository.", HelpName = "DIR", Recursive = true };
(string Name, string Description, Action<BenchmarkSettings> Run)[] benchmarks =
[
    ("limits", "Peak of multiply-adds, bandwidth of reading at each level of memory, the trainer's products beside that peak.", LimitsBenchmark.Run),
    ("vs-onnxruntime", "Steps, chunks, utterances and many streams against ONNX Runtime.", VsOnnxRuntime.Run),
    ("load", "From a file to the first result, and memory, against ONNX Runtime.", LoadBenchmark.Run),
    ("train-vs-torch", "A training step against PyTorch.", TrainingBenchmark.Run),
];
var root = new RootCommand("Benchmarks of EmbeddedSeq. Run them on an otherwise idle machine.") { quick, folder };
foreach ((string name, string description, Action<BenchmarkSettings> run) in benchmarks) root.Add(Command(name, description, run));
root.Add(Command("all", "All of these, one after another.", settings => Array.ForEach(benchmarks, b => b.Run(settings))));
root.Add(DecodingBenchmark.CreateCommand(quick, folder));
root.Add(TuneCommand.Create());
root.Add(LoadProbe.CreateCommand());
return root.Parse(args).Invoke();

Command Command(string name, string description, Action<BenchmarkSettings> run)
{
    var command = new Command(name, description);
    command.SetAction(result => run(new BenchmarkSettings(name, result.GetValue(quick), result.GetValue(folder))));
    return command;
}
