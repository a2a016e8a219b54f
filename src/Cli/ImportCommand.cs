using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Cli;

/// <summary>eseq import: a network that was trained elsewhere, as a model of this runtime.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "ONNX file, as torch.onnx.export, tf2onnx or eseq export write it; docs/onnx.md lists what is read. Models of several networks, and cells that ONNX has no operator for, do not come back." };
        var output = new Option<string>("--output", "-o") { Description = "Model to write; one that is there is replaced.", Required = true, HelpName = "FILE" };
        Option<string> precision = new Option<string>("--precision", "-p")
        {
            Description = "Compile to this precision; default: the weights as they are, which eseq compile takes.",
            HelpName = string.Join('|', PrecisionNames.All),
        }.AcceptOnlyFromAmong(PrecisionNames.All);
        var describe = new Option<string?>("--describe") { Description = "JSON file with what the file's metadata do not say: tokens, features, features.mean, features.std (docs/onnx.md).", HelpName = "FILE" };
        var graphOutput = new Option<string?>("--graph-output") { Description = "Output of the graph that is the model's; default: the first that a layer writes.", HelpName = "NAME" };
        var logSoftmax = new Option<bool>("--log-softmax") { Description = "Put a log-softmax behind the last layer, for a graph that ends with logits." };
        var name = new Option<string?>("--name") { Description = "Name of the model; default: that in the metadata, else the file's.", HelpName = "NAME" };
        var verify = new Option<bool>("--verify") { Description = $"Run the file with ONNX Runtime too, on random input, and write nothing if a result differs by more than {VerificationReport.DefaultTolerance:0e-0} from the model in f32." };
        var command = new CliCommand(
            "import",
            "Reads an ONNX file of recurrent, dense, embedding and softmax layers, trained elsewhere, as a model (docs/onnx.md).",
            "eseq import speech.onnx -o speech.eseq --describe speech.json --verify",
            "eseq import speech.onnx -o speech-int8.eseq --precision int8") { file, output, precision, describe, graphOutput, logSoftmax, name, verify };
        command.OnRun((result, _) =>
        {
            (string source, string path) = (result.GetRequiredValue(file), result.GetRequiredValue(output));
            OutputFile.CheckIsNot(path, source, result.GetValue(describe));
            ImportedModel imported = OnnxImporter.Import(source, new OnnxImportOptions
            {
                Name = result.GetValue(name),
                Output = result.GetValue(graphOutput),
                AddLogSoftmax = result.GetValue(logSoftmax),
                Metadata = result.GetValue(describe) is { } description ? Read(description) : new Dictionary<string, string>(),
            });
            OutputDifference? difference = result.GetValue(verify) ? Compare(source, imported) : null;
            if (result.GetValue(precision) is { } kept) ModelCompiler.Save(imported.Weights, PrecisionNames.Parse(kept), path);
            else imported.Weights.Save(path);
            ModelSpec spec = imported.Weights.Spec;
            Console.WriteLine($"{path}: {spec.Name}, {spec.ParameterCount:N0} parameters; input {imported.Input}, output {imported.Output}");
            foreach (LayerSpec layer in spec.Layers) Console.WriteLine($"  {layer.Kind}{(layer.Bidirectional ? ", both directions" : "")}: {layer.Inputs} to {layer.Outputs}");
            if (imported.IsProbability) Console.WriteLine("  The graph ends with probabilities; the model writes their logarithms.");
            if (imported.IsLastStep) Console.WriteLine("  The graph has one result for a sequence; the model has one at every step, of which that is the last.");
            if (imported.Sequences is { } sequences) Console.WriteLine($"  The graph starts from a state for {sequences} {(sequences == 1 ? "sequence" : "sequences")}; the model reads any number.");
            if (difference is not null) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  largest difference from ONNX Runtime {difference.Absolute:0.0e+00} in {difference.Count} numbers; allowed {VerificationReport.DefaultTolerance:0e-0}"));
            return ExitCode.Success;
        });
        return command;
    }

    private static OutputDifference Compare(string source, ImportedModel imported)
    {
        using OnnxSession session = OnnxSession.Load(source);
        OutputDifference difference = Compare(source, new ImportVerifier(imported, session), CompiledModel.Compile(imported.Weights, WeightPrecision.Float32));
        if (difference.Passed(VerificationReport.DefaultTolerance)) return difference;
        throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{source}: the imported model and the file in ONNX Runtime differ by {difference.Absolute:0.0e+00}, allowed {VerificationReport.DefaultTolerance:0e-0}"));
    }

    // What runs there knows no file.
    private static OutputDifference Compare(string source, ImportVerifier verifier, CompiledModel model)
    {
        try
        {
            return verifier.Verify(model);
        }
        catch (OnnxRuntimeException e)
        {
            throw new CommandException($"{source}: {e.Message}");
        }
    }

    // A text stands for itself; everything else is passed on as the JSON that it is.
    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new CommandException($"{path}: expected a JSON object, found {json.RootElement.ValueKind}");
            return json.RootElement.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText());
        }
        catch (JsonException e)
        {
            throw new CommandException($"{path}, line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: not valid JSON");
        }
    }
}
