using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq inspect: what a model file holds.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, compiled or not, or a checkpoint of a training." };
        var json = new Option<bool>("--json") { Description = "The model's description as the file holds it, JSON." };
        var command = new CliCommand("inspect", "Shows a model: precision, layers, sizes, tokens, features.", "eseq inspect models/english/english.eseq") { model, json };
        command.OnRun((result, _) =>
        {
            string path = result.GetRequiredValue(model);
            ModelWeights weights = ModelWeights.Load(path);
            if (result.GetValue(json)) Console.WriteLine(weights.Spec.ToJson());
            else Write(path, weights);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(string path, ModelWeights weights)
    {
        (ModelSpec spec, FeatureSpec f) = (weights.Spec, weights.Spec.Features);
        Console.WriteLine($"{spec.Name}: {spec.ParameterCount:N0} parameters, file of {new FileInfo(path).Length:N0} bytes, {(spec.IsCausal ? "causal: for live streams" : "bidirectional: for whole utterances")}");
        Console.WriteLine(CompiledModel.IsCompiled(path) ? $"compiled, weights in {PrecisionNames.Of(CompiledModel.Open(path).Precision)}" : "trained weights in f32");
        Console.WriteLine();
        Console.WriteLine($"features  {f.SampleRate} Hz; windows of {Milliseconds(f, f.WindowLength)} every {Milliseconds(f, f.HopLength)}; {f.Bands} mel bands from {f.LowHz:0.#} to {f.HighHz:0.#} Hz");
        Console.WriteLine($"          a step is {f.Stack} frames side by side every {f.Skip} frames: {f.StepSize} numbers every {f.StepDuration.TotalMilliseconds:0.#} ms");
        Console.WriteLine();
        Console.WriteLine("layer  kind        inputs  outputs   parameters  tensors");
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            LayerSpec layer = spec.Layers[i];
            Tensor[] tensors = [.. weights.Tensors.Where(t => t.Name.StartsWith($"layers.{i}.", StringComparison.Ordinal))];
            string kind = (layer.Bidirectional ? "bi-" : "") + JsonNamingPolicy.KebabCaseLower.ConvertName(layer.Kind.ToString());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{i,5}  {kind,-10}  {layer.Inputs,6}  {layer.Outputs,7}  {tensors.Sum(t => (long)t.Data.Length),11:N0}  {string.Join(", ", tensors.Select(t => $"{t.Name[$"layers.{i}.".Length..]} [{string.Join(", ", t.Shape)}]"))}").TrimEnd());
        }
        Console.WriteLine();
        Console.WriteLine($"tokens    {spec.Tokens.Count}: blank {string.Join(' ', spec.Tokens.Skip(1).Select(t => t == " " ? "space" : t))}");
    }

    private static string Milliseconds(FeatureSpec features, int samples) => $"{1000.0 * samples / features.SampleRate:0.#} ms";
}
