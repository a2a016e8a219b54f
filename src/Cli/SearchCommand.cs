using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.SpokenTerms;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Cli.WordDiscrimination;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli;

/// <summary>eseq search: where was it said?</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var index = new Argument<string?>("index") { Description = "Folder of the index; see eseq index.", Arity = ArgumentArity.ZeroOrOne };
        var text = new Option<string?>("--text", "-t") { Description = "Word or phrase, by its spelling; also names that no lexicon has.", HelpName = "TEXT" };
        var example = new Option<string?>("--example", "-e") { Description = "WAV file in which the word or phrase is said, and nothing else. May be given together with --text.", HelpName = "FILE" };
        var microphone = new Option<bool>("--mic") { Description = "Say it into the microphone instead." };
        var device = new Option<string?>("--device", "-d") { Description = "The microphone, as `eseq devices` names it; default: the system's.", HelpName = "NAME" };
        Option<double> seconds = new Option<double>("--seconds") { Description = "How long the microphone is listened to.", DefaultValueFactory = _ => 3, HelpName = "N" }.Between(0.5, 60);
        Option<string?> model = Shipped.ModelOption(), embedder = Shipped.EmbedderOption();
        Option<int> top = new Option<int>("--top", "-n") { Description = "How many places are shown at most.", DefaultValueFactory = _ => 10, HelpName = "N" }.Between(1, 100_000);
        Option<int> repeat = new Option<int>("--repeat") { Description = "Search so many times and print, on the error stream, how long it took and how much memory.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 10_000);
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var play = new Option<bool>("--play") { Description = "Play the places, the best first." };
        var html = new Option<string?>("--html") { Description = "Also write a page with the places, their spectrograms and their sound.", HelpName = "FILE" };
        var command = new CliCommand(
            "search",
            "Finds the places in indexed recordings where something was said.",
            "eseq search speech.index --text \"white house\"",
            "eseq search speech.index --text hello --top 50 --json",
            "eseq search speech.index --example hello.wav --html hello.html",
            "eseq search speech.index --mic --play") { index, text, example, microphone, device, seconds, model, embedder, top, repeat, json, play, html };
        command.Subcommands.Add(new CliCommand(
            "eval",
            "Standard measures of spoken-term search.",
            "eseq search eval kws --manifest librispeech-test-clean.jsonl",
            "eseq search eval samediff --csv librispeech-samediff.csv --audio speech") { KeywordEvalCommand.Create(), ExampleEvalCommand.Create(), SameDifferentCommand.Create(), QueryByExampleCommand.Create() });
        command.Validators.Add(result =>
        {
            if (result.GetValue(index) is null) result.AddError("Name the folder of an index.");
            if (result.GetValue(text) is null && result.GetValue(example) is null && !result.GetValue(microphone)) result.AddError("Say what to search for: --text, --example or --mic.");
            if (result.GetValue(example) is not null && result.GetValue(microphone)) result.AddError("Give an --example or say it with --mic, not both.");
            if (result.GetValue(device) is not null && !result.GetValue(microphone)) result.AddError("--device needs --mic.");
        });
        command.OnRun((result, cancellation) =>
        {
            SpeechIndex opened = SpeechIndex.Open(result.GetValue(index)!);
            IndexCommand.WriteWarnings(opened);
            KeywordQuery? spelling = result.GetValue(text) is { } written ? Query(written, opened) : null;
            float[]? Samples(int rate) => result.GetValue(microphone) ? MicrophoneLoop.Record(result.GetValue(device), rate, TimeSpan.FromSeconds(result.GetValue(seconds)), cancellation)
                : result.GetValue(example) is { } file ? WavSource.ReadWhole(file, rate) : null;
            ExampleQuery? heard = result.GetValue(microphone) || result.GetValue(example) is not null ? Example(opened, Shipped.Model(result.GetValue(model)), result.GetValue(embedder), Samples!) : null;
            var timing = new SearchTiming(result.GetValue(repeat));
            IReadOnlyList<SearchHit> hits = timing.Run(() => heard is null
                ? KeywordSearch.Find(opened, spelling!, result.GetValue(top), cancellation)
                : ExampleSearch.Find(opened, heard, spelling, result.GetValue(top), cancellation));
            if (result.GetValue(json)) HitReport.WriteJson(Console.Out, hits);
            else HitReport.WriteTable(Console.Out, hits, opened.Duration, timing.Median);
            if (result.GetValue(repeat) > 1) Console.Error.WriteLine(timing.Summary());
            if (result.GetValue(html) is { } page)
            {
                foreach (string problem in HtmlReport.Write(page, spelling?.Text ?? heard!.Spellings[0].Text, hits)) Console.Error.WriteLine($"eseq: warning: {problem}");
            }
            if (result.GetValue(play)) Play(hits, cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Spells a text for an index.</summary>
    /// <exception cref="CommandException">The model cannot write it.</exception>
    internal static KeywordQuery Query(string text, SpeechIndex index) => Explained.Make(() => KeywordQuery.FromText(text, index.Description));

    private static ExampleQuery Example(SpeechIndex index, string modelPath, string? embedder, Func<int, float[]> samples)
    {
        CheckModel(index, modelPath, index.Description.Model, index.Description.ModelId, "--model");
        SpeechModel model = SpeechModel.Load(modelPath);
        EmbeddingModel? words = Embedder(index, embedder);
        return Explained.Make(() => SpeechIndexWriter.Example(model, words, samples(model.SampleRate), index.Description));
    }

    /// <summary>The model that made the vectors of an index; null if it has none or none is wanted.</summary>
    /// <exception cref="CommandException">It is another.</exception>
    internal static EmbeddingModel? Embedder(SpeechIndex index, string? chosen)
    {
        if (chosen == "none" || index.Description is not { Embedder: { } name, EmbedderId: { } id }) return null;
        string path = Shipped.EmbeddingModel(chosen);
        CheckModel(index, path, name, id, "--embedder");
        return EmbeddingModel.Load(path);
    }

    private static void CheckModel(SpeechIndex index, string path, string name, string id, string option)
    {
        if (SpeechIndexWriter.FingerprintOf(path) != id) throw new CommandException($"{index.Path} was made with the model {name} ({id}), and {path} is another; name that model with {option}");
    }

    private static void Play(IReadOnlyList<SearchHit> hits, CancellationToken cancellation)
    {
        foreach (SearchHit hit in hits)
        {
            cancellation.ThrowIfCancellationRequested();
            Console.Error.WriteLine($"eseq: {HitReport.Clock(hit.Start)} {HitReport.NameOf(hit.Stretch)}");
            HitAudio audio = HitAudio.Read(hit);
            Player.Play(audio.Samples, audio.SampleRate);
        }
    }
}
