using System.CommandLine;
using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq compile: a trained model as the file that the runtime maps and uses in place.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Trained model, or a checkpoint of a training." };
        var output = new Option<string>("--output", "-o") { Description = "Compiled model to write; one that is there is replaced.", Required = true, HelpName = "FILE" };
        Option<string> precision = new Option<string>("--precision", "-p")
        {
            Description = "How weights are kept: f32 as trained; bf16 half, int8 a quarter of the size and of the memory traffic.",
            DefaultValueFactory = _ => PrecisionNames.All[0],
            HelpName = string.Join('|', PrecisionNames.All),
        }.AcceptOnlyFromAmong(PrecisionNames.All);
        var command = new CliCommand(
            "compile",
            "Compiles a trained model: weights as the kernels read them, used straight from the file (docs/model-format.md).",
            "eseq compile runs/mine/checkpoint.safetensors -o mine.eseq",
            "eseq compile runs/mine/model.eseq -o mine-int8.eseq --precision int8") { model, output, precision };
        command.OnRun((result, _) =>
        {
            (string source, string path) = (result.GetRequiredValue(model), result.GetRequiredValue(output));
            WeightPrecision kept = PrecisionNames.Parse(result.GetRequiredValue(precision));
            CheckNotRounded(source);
            // The output may be the input: a file is replaced in one step, and what of the old one is mapped stays as it was.
            ModelWeights weights = ModelWeights.Load(source);
            ModelCompiler.Save(weights, kept, path);
            string size = (new FileInfo(path).Length / 1e6).ToString("F2", CultureInfo.InvariantCulture);
            Console.WriteLine($"{path}: {weights.Spec.Name}, {PrecisionNames.Of(kept)}, {size} MB");
            return ExitCode.Success;
        });
        return command;
    }

    // Rounding what is rounded already loses more than either alone.
    private static void CheckNotRounded(string path)
    {
        if (!CompiledModel.IsCompiled(path)) return;
        WeightPrecision found = CompiledModel.Open(path).Precision;
        if (found != WeightPrecision.Float32) throw new CommandException($"{path}: expected a trained model or one compiled to f32, found one whose weights are rounded to {PrecisionNames.Of(found)}");
    }
}
