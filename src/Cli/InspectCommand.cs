using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Cli;

/// <summary>eseq inspect: what a model file holds.</summary>
internal static class InspectCommand
{
    private const int MostTokens = 40;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, compiled or not, or a checkpoint of a training." };
        var json = new Option<bool>("--json") { Description = "The model's description as the file holds it, JSON." };
        var command = new CliCommand("inspect", "Shows a model: precision, whether the checksum matches, layers with their options and sizes, tokens, features.", "eseq inspect models/english/english.eseq") { model, json };
        command.OnRun((result, _) =>
        {
            string path = result.GetRequiredValue(model);
            bool checksum = CompiledModel.VerifyChecksum(path);
            ModelWeights weights = ModelWeights.Load(path);
            if (result.GetValue(json)) Console.WriteLine(weights.Spec.ToJson());
            else Write(path, weights, checksum);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(string path, ModelWeights weights, bool checksum)
    {
        ModelSpec spec = weights.Spec;
        Console.WriteLine($"{spec.Name}: {spec.ParameterCount:N0} parameters, file of {new FileInfo(path).Length:N0} bytes, {(spec.IsCausal ? "causal: for live streams" : "bidirectional: for whole utterances or texts")}");
        bool compiled = CompiledModel.IsCompiled(path);
        Console.WriteLine(compiled ? $"compiled, weights in {PrecisionNames.Of(CompiledModel.Open(path).Precision)}" : "trained weights in f32");
        if (compiled) Console.WriteLine(checksum ? "checksum  matches" : "checksum  none: compiled before models had one");
        Console.WriteLine();
        if (spec.Audio is { } audio) WriteFeatures(audio);
        if (spec.Text is { } text) WriteTextInput(spec.Task, text);
        foreach ((string network, IReadOnlyList<LayerSpec> layers) in spec.AllNetworks()) WriteLayers(network, layers, weights);
        if (spec.Tokens.Count == 0) return;
        Console.WriteLine();
        if (spec.Audio is not null) Console.WriteLine($"tokens    {spec.Tokens.Count}: blank {string.Join(' ', spec.Tokens.Skip(1).Select(t => t == " " ? "space" : t))}");
        else Console.WriteLine($"outputs   {spec.Tokens.Count}: {string.Join(' ', spec.Tokens.Take(MostTokens))}{(spec.Tokens.Count > MostTokens ? " …" : "")}");
    }

    private static void WriteFeatures(FeatureSpec f)
    {
        Console.WriteLine($"features  {f.SampleRate} Hz; windows of {Milliseconds(f, f.WindowLength)} every {Milliseconds(f, f.HopLength)}; {f.Bands} mel bands from {f.LowHz:0.#} to {f.HighHz:0.#} Hz");
        Console.WriteLine($"          a step is {f.Stack} frames side by side every {f.Skip} frames: {f.StepSize} numbers every {f.StepDuration.TotalMilliseconds:0.#} ms");
    }

    private static void WriteTextInput(TaskKind task, TextInputSpec text)
    {
        Console.WriteLine($"text      for the task {JsonNamingPolicy.KebabCaseLower.ConvertName(task.ToString())}; {text.Vocabulary.Count} {(text.Unit is TextUnit.Words ? "words" : "characters")}, capitals {(text.KeepCase ? "kept" : "read as small letters")}");
        if (text.NgramBuckets > 0) Console.WriteLine($"          and up to {text.NgramsPerUnit} n-grams of {text.NgramLeast} to {text.NgramMost} letters of a word, in {text.NgramBuckets} buckets");
    }

    private static void WriteLayers(string network, IReadOnlyList<LayerSpec> layers, ModelWeights weights)
    {
        Console.WriteLine();
        int width = network.Length;
        Console.WriteLine($"{network}  kind        inputs  outputs   parameters  tensors");
        for (int i = 0; i < layers.Count; i++)
        {
            LayerSpec layer = layers[i];
            string prefix = $"{network}.{i}.";
            Tensor[] tensors = [.. weights.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))];
            string kind = (layer.Bidirectional ? "bi-" : "") + JsonNamingPolicy.KebabCaseLower.ConvertName(layer.Kind.ToString());
            string shapes = string.Join(", ", tensors.Select(t => $"{t.Name[prefix.Length..]} [{string.Join(", ", t.Shape)}]"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i.ToString(CultureInfo.InvariantCulture).PadLeft(width)}  {kind,-10}  {layer.Inputs,6}  {layer.Outputs,7}  {tensors.Sum(t => (long)t.Data.Length),11:N0}  {shapes}").TrimEnd());
            if (LayerOptions.Describe(layer) is { Length: > 0 } options) Console.WriteLine($"{new string(' ', width)}  {options}");
        }
    }

    private static string Milliseconds(FeatureSpec features, int samples) => $"{1000.0 * samples / features.SampleRate:0.#} ms";
}
