using System.CommandLine;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Embedding;
using EmbeddedSeq.Cli.Pictures;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq embed: spoken words to vectors, and back to pictures of what is left in them.</summary>
internal static class EmbedCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Recordings of a word or phrase each, WAV.", Arity = ArgumentArity.OneOrMore };
        Option<string?> model = Shipped.EmbeddingModelOption();
        var whole = new Option<bool>("--whole") { Description = "Take all of a recording; otherwise it is cut to where somebody speaks." };
        Option<double> start = new Option<double>("--start") { Description = "Where the segment begins in each recording, seconds; implies --whole.", HelpName = "SECONDS" }.Between(0.0, 1e6);
        Option<double> end = new Option<double>("--end") { Description = "Where it ends, seconds; implies --whole.", HelpName = "SECONDS" }.Between(0.0, 1e6);
        var reconstruct = new Option<string?>("--reconstruct") { Description = "Also draw what the decoder makes of the vectors beside what was heard, as SVG.", HelpName = "FILE" };
        var command = new CliCommand(
            "embed",
            "Turns recordings of a word or phrase into vectors, one JSON object a line: near vectors sound alike, whoever speaks.",
            "eseq embed samples/digits.wav",
            "eseq embed samples/numbers.wav --start 0.2 --end 0.8 --reconstruct word.svg",
            "eseq embed plot speech-commands.jsonl --split test -o words.svg") { files, model, whole, start, end, reconstruct };
        command.Subcommands.Add(EmbedPlotCommand.Create());
        command.Subcommands.Add(EmbedWordsCommand.Create());
        command.OnRun((result, cancellation) =>
        {
            var embedder = new AudioEmbedder(EmbeddingModel.Load(Shipped.EmbeddingModel(result.GetValue(model))));
            double from = result.GetValue(start), to = result.GetResult(end) is null ? double.PositiveInfinity : result.GetValue(end);
            if (to <= from) throw new CommandException(FormattableString.Invariant($"--end {to} is not after --start {from}"));
            bool isCut = result.GetResult(start) is not null || result.GetResult(end) is not null;
            var panels = new List<SpectrogramPanel>();
            foreach (string file in result.GetRequiredValue(files))
            {
                cancellation.ThrowIfCancellationRequested();
                Segment segment = Segment.Read(file, embedder.Model.SampleRate, from, to, trim: !isCut && !result.GetValue(whole));
                float[] vector = new float[embedder.Model.Dimension];
                embedder.Embed(segment.Samples, vector);
                Console.Out.WriteLine(JsonSerializer.Serialize(new { File = file, Start = Math.Round(segment.Start, 3), End = Math.Round(segment.End, 3), Vector = vector }, Json));
                if (result.GetValue(reconstruct) is not null) panels.AddRange(Panels(embedder.Model, file, segment.Samples, vector));
            }
            if (result.GetValue(reconstruct) is { } picture) WritePicture(picture, embedder.Model, panels);
            return ExitCode.Success;
        });
        return command;
    }

    private static SpectrogramPanel[] Panels(EmbeddingModel model, string file, float[] samples, float[] vector)
    {
        if (!model.HasDecoder) throw new CommandException($"model {model.Spec.Name} has no decoder: nothing can be reconstructed from its vectors");
        float[] heard = model.Frames(samples), written = new float[heard.Length];
        var decoder = new AudioDecoder(model);
        float[] step = new float[decoder.StepSize];
        decoder.Start(vector);
        for (int at = 0; at < written.Length; at += step.Length)
        {
            decoder.Next(step);
            step.AsSpan(0, Math.Min(step.Length, written.Length - at)).CopyTo(written.AsSpan(at));
        }
        return [new($"{Path.GetFileName(file)}: heard", heard), new($"reconstructed from its {model.Dimension} numbers", written)];
    }

    private static void WritePicture(string path, EmbeddingModel model, List<SpectrogramPanel> panels)
    {
        FeatureSpec features = model.Spec.Features;
        TextOutput.Write(path, SpectrogramSvg.Render($"{model.Spec.Name}: what a vector remembers", panels, features.Bands, (double)features.HopLength / features.SampleRate));
    }
}
