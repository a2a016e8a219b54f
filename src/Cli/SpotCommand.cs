using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.SpokenTerms;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli;

/// <summary>eseq spot: tells when a keyword is said.</summary>
internal static class SpotCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "WAV files.", Arity = ArgumentArity.ZeroOrMore };
        var microphone = new Option<bool>("--mic") { Description = "Listen to a microphone until Ctrl-C." };
        var device = new Option<string?>("--device", "-d") { Description = "The microphone, as `eseq devices` names it; default: the system's.", HelpName = "NAME" };
        var keyword = new Option<string[]>("--keyword", "-k") { Description = "A word or phrase to listen for; may be given several times.", HelpName = "TEXT" };
        var keywords = new Option<string?>("--keywords") { Description = "File of keywords that `eseq spot enroll` has made.", HelpName = "FILE" };
        Option<double?> threshold = new Option<double?>("--threshold") { Description = "Least score of a detection, in place of each keyword's own; 0 is an even chance.", HelpName = "SCORE" }.Between(-1000.0, 1000);
        Option<string?> model = Shipped.ModelOption();
        Option<string?> embedder = Shipped.EmbedderOption();
        var json = new Option<bool>("--json") { Description = "One JSON object a line: keyword, start, end, score, confidence." };
        var command = new CliCommand(
            "spot",
            "Tells when keywords are said in recordings or into a microphone.",
            "eseq spot --mic --keyword computer",
            "eseq spot enroll jarvis --recordings j1.wav j2.wav j3.wav -o keywords.json",
            "eseq spot tune keywords.json --negatives evening.wav --rate 1",
            "eseq spot --mic --keywords keywords.json --json") { files, microphone, device, keyword, keywords, threshold, model, embedder, json };
        command.Subcommands.Add(SpotEnrollCommand.Create());
        command.Subcommands.Add(SpotTuneCommand.Create());
        command.Subcommands.Add(SpotEvalCommand.Create());
        command.Validators.Add(result =>
        {
            if (result.GetValue(files)!.Length > 0 == result.GetValue(microphone)) result.AddError("Name WAV files or --mic.");
            if (result.GetValue(device) is not null && !result.GetValue(microphone)) result.AddError("--device needs --mic.");
            if (result.GetValue(keyword)!.Length == 0 && result.GetValue(keywords) is null) result.AddError("Name keywords: --keyword TEXT or --keywords FILE.");
        });
        command.OnRun((result, cancellation) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            IEnumerable<Keyword> wanted = [.. result.GetValue(keywords) is { } file ? KeywordFile.Load(file, speech).Keywords : [], .. result.GetValue(keyword)!.Distinct().Select(t => new Keyword { Name = t, Spellings = [t] })];
            if (result.GetValue(threshold) is { } least) wanted = wanted.Select(k => k with { Threshold = least });
            Keyword[] all = [.. wanted];
            KeywordSpotter spotter = KeywordFile.Spotter(speech, all, KeywordFile.Embedder(all, result.GetValue(embedder)));
            var report = new DetectionReport(Console.Out, result.GetValue(json));
            if (result.GetValue(microphone))
            {
                MicrophoneLoop.Run(result.GetValue(device), speech.SampleRate, spotter.Push, () => Process(spotter, report), () => Finish(spotter, report), cancellation);
                return ExitCode.Success;
            }
            foreach (string path in result.GetValue(files)!)
            {
                report.Source = result.GetValue(files)!.Length > 1 ? path : null;
                spotter.Reset();
                foreach (ReadOnlyMemory<float> piece in WavSource.Read(path, speech.SampleRate))
                {
                    cancellation.ThrowIfCancellationRequested();
                    spotter.Push(piece.Span);
                    Process(spotter, report);
                }
                Finish(spotter, report);
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static void Process(KeywordSpotter spotter, DetectionReport report)
    {
        bool works;
        do
        {
            works = spotter.Tick();
            while (spotter.TryRead(out KeywordDetection detection)) report.Write(detection);
        }
        while (works);
    }

    private static void Finish(KeywordSpotter spotter, DetectionReport report)
    {
        spotter.End();
        Process(spotter, report);
    }
}
