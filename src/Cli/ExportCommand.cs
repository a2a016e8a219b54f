using System.CommandLine;
using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq export: a model as ONNX.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, or a checkpoint of a training." };
        var output = new Option<string>("--output", "-o") { Description = "ONNX file to write; one that is there is replaced.", Required = true, HelpName = "FILE" };
        Option<string?> form = new Option<string?>("--form") { Description = "streaming: piece by piece, states in and out; whole: whole utterances. Default: streaming if the model is causal.", HelpName = "streaming|whole" }.AcceptOnlyFromAmong("streaming", "whole");
        var network = new Option<string?>("--network") { Description = "Which network of a model that has several, by itself: encoder or decoder of a model of spoken words.", HelpName = "NAME" };
        var command = new CliCommand(
            "export",
            "Writes a model as ONNX: standard operators, tokens and feature settings as metadata (docs/onnx.md).",
            "eseq export models/english/english.eseq -o english.onnx",
            "eseq export models/english/english.eseq -o english-whole.onnx --form whole",
            "eseq export models/audio2vec/audio2vec.eseq -o words.onnx --network encoder") { model, output, form, network };
        command.OnRun((result, _) =>
        {
            string path = result.GetRequiredValue(output);
            OutputFile.CheckIsNot(path, result.GetRequiredValue(model));
            ModelWeights weights = ModelWeights.Load(result.GetRequiredValue(model));
            if (result.GetValue(network) is { } part) weights = weights.Part(part);
            else if (weights.Spec.Task is TaskKind.EmbedSpeech) throw new CommandException($"{result.GetRequiredValue(model)}: say which network, --network {string.Join(" or ", weights.Spec.Networks!.Keys)}");
            bool streaming = result.GetValue(form) is { } name ? name == "streaming" : weights.Spec is { IsCausal: true, Networks: null };
            OnnxExporter.Export(weights, path, new OnnxExportOptions { Form = streaming ? OnnxForm.Streaming : OnnxForm.Whole });
            string size = (new FileInfo(path).Length / 1e6).ToString("F2", CultureInfo.InvariantCulture);
            Console.WriteLine($"{path}: {weights.Spec.Name}, {(streaming ? "streaming" : "whole-utterance")} form, {size} MB");
            return ExitCode.Success;
        });
        return command;
    }
}
