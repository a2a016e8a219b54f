using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.SpokenTerms;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli;

/// <summary>eseq index: makes recordings searchable.</summary>
internal static class IndexCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new CliCommand(
        "index",
        "Makes recordings searchable: what the model hears in every 30 ms of them, kept in a folder.",
        "eseq index build recordings/ -o speech.index",
        "eseq index add speech.index new.wav",
        "eseq index info speech.index") { Build(), Add(), Info() };

    private static CliCommand Build()
    {
        var output = new Option<string>("--output", "-o") { Description = "Folder of the index; created.", Required = true, HelpName = "INDEX" };
        var command = new CliCommand(
            "build",
            "Makes an index of recordings.",
            "eseq index build recordings/ -o speech.index",
            "eseq index build a.wav b.wav -o speech.index --jobs 4",
            "eseq index build --manifest test.jsonl --split test -o test.index") { output };
        AddInputs(command, (result, inputs, cancellation) =>
        {
            string path = result.GetRequiredValue(output);
            if (SpeechIndex.Exists(path)) throw new CommandException($"{path} is an index already; add to it with: eseq index add {path} FILES");
            if (File.Exists(path)) throw new CommandException($"{path}: expected a folder or nothing, found a file");
            return (path, inputs);
        });
        return command;
    }

    private static CliCommand Add()
    {
        var index = new Argument<string>("index") { Description = "Folder of the index." };
        var command = new CliCommand(
            "add",
            "Adds recordings to an index; those that it has and that have not changed are passed over, so an add that was stopped is simply repeated. Others may search meanwhile.",
            "eseq index add speech.index new.wav more/") { index };
        AddInputs(command, (result, inputs, cancellation) =>
        {
            string path = result.GetRequiredValue(index);
            return SpeechIndex.Exists(path) ? (path, inputs) : throw new CommandException($"{path}: expected an index, found none; make one with: eseq index build FILES -o {path}");
        });
        return command;
    }

    private static void AddInputs(CliCommand command, Func<ParseResult, IndexInput[], CancellationToken, (string Path, IndexInput[] Inputs)> target)
    {
        var files = new Argument<string[]>("file") { Description = "WAV files, or folders of them.", Arity = ArgumentArity.ZeroOrMore };
        var manifest = new Option<string?>("--manifest") { Description = "Index the utterances of a manifest instead.", HelpName = "FILE" };
        Option<string?> model = Shipped.ModelOption();
        Option<int> jobs = new Option<int>("--jobs", "-j") { Description = "Threads; the index does not depend on them.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 256);
        Option<double> minutes = new Option<double>("--segment-minutes") { Description = "Sound of a segment, which is safe once it is full: less is lost when the program is killed, and many short segments are slower to search.", DefaultValueFactory = _ => 60, HelpName = "N" }.Between(0.01, 600);
        Option<string?> embedder = Shipped.EmbedderOption();
        embedder.Description = "Model of spoken words, for search by example; default: the shipped models/audio2vec/audio2vec.eseq; none: no vectors.";
        command.Arguments.Add(files);
        command.Options.Add(manifest);
        ManifestOptions recordings = new ManifestOptions().AddTo(command);
        foreach (Option option in new Option[] { model, embedder, jobs, minutes }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(files)!.Length > 0 == result.GetValue(manifest) is not null) result.AddError("Name WAV files or folders, or a --manifest.");
        });
        command.OnRun((result, cancellation) =>
        {
            IndexInput[] inputs = result.GetValue(manifest) is { } list
                ? [.. recordings.Load(result, list).Utterances.Select(IndexInput.FromUtterance)]
                : [.. IndexInput.FromPaths(result.GetValue(files)!)];
            (string path, inputs) = target(result, inputs, cancellation);
            string modelPath = Shipped.Model(result.GetValue(model));
            SpeechModel speech = SpeechModel.Load(modelPath);
            (EmbeddingModel? words, string? wordsId) = Embedder(result.GetValue(embedder), path);
            using var writer = new SpeechIndexWriter(path, speech, SpeechIndexWriter.FingerprintOf(modelPath), TimeSpan.FromMinutes(result.GetValue(minutes)), words, wordsId);
            WriteWarnings(writer.Existing);
            (double seconds, int present) = new Indexing(speech, words, result.GetValue(jobs)).Run(writer, inputs, cancellation);
            Console.WriteLine(FormattableString.Invariant($"{path}: added {inputs.Length - present} recordings, {TimeSpan.FromSeconds(seconds):h\\:mm\\:ss}") + (present > 0 ? $"; {present} were there already" : ""));
            return ExitCode.Success;
        });
    }

    private static CliCommand Info()
    {
        var index = new Argument<string>("index") { Description = "Folder of the index." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new CliCommand("info", "Shows what an index holds, and checks every byte of it.", "eseq index info speech.index") { index, json };
        command.OnRun((result, _) =>
        {
            SpeechIndex opened = SpeechIndex.Open(result.GetRequiredValue(index));
            WriteWarnings(opened);
            double hours = opened.Duration.TotalHours;
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        Index = opened.Path,
                        opened.Description.Model,
                        opened.Description.ModelId,
                        opened.Description.Embedder,
                        opened.Description.EmbedderId,
                        Segments = opened.Segments.Count,
                        Recordings = opened.Segments.Sum(s => s.Stretches.Count),
                        AudioSeconds = Math.Round(opened.Duration.TotalSeconds, 3),
                        Vectors = opened.Segments.Sum(s => s.VectorCount),
                        Bytes = opened.Length,
                        BytesPerHour = hours > 0 ? Math.Round(opened.Length / hours) : (double?)null,
                        opened.Warnings,
                    },
                    Json));
                return ExitCode.Success;
            }
            Console.WriteLine($"model       {opened.Description.Model} ({opened.Description.ModelId})");
            Console.WriteLine(opened.Description is { Embedder: { } name, EmbedderId: { } id } ? $"vectors     {opened.Segments.Sum(s => s.VectorCount)} of {opened.Description.Dimension} numbers, by {name} ({id})" : "vectors     none");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sound       {(int)hours}:{opened.Duration:mm\\:ss}, {opened.Segments.Sum(s => s.Stretches.Count)} recordings, {opened.Segments.Count} segments"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"size        {opened.Length / 1e6:F2} MB{(hours > 0 ? $", {opened.Length / 1e6 / hours:F2} MB an hour" : "")}"));
            foreach (IndexSegment segment in opened.Segments)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(segment.Path)}  {segment.Duration:h\\:mm\\:ss}  {segment.Length / 1e6,7:F2} MB  {segment.Stretches.Count} recordings"));
            return ExitCode.Success;
        });
        return command;
    }

    // What an index has no vectors for, it has none for whatever is added.
    private static (EmbeddingModel? Model, string? Id) Embedder(string? chosen, string path)
    {
        if (chosen == "none" || chosen is null && SpeechIndex.Exists(path) && SpeechIndex.DescriptionOf(path) is { Embedder: null }) return (null, null);
        string file = Shipped.EmbeddingModel(chosen);
        return (EmbeddingModel.Load(file), SpeechIndexWriter.FingerprintOf(file));
    }

    /// <summary>Tells what is left out of an index.</summary>
    internal static void WriteWarnings(SpeechIndex? index)
    {
        foreach (string warning in index?.Warnings ?? []) Console.Error.WriteLine($"eseq: warning: {ErrorMessage.OneLine(warning)}");
    }
}
