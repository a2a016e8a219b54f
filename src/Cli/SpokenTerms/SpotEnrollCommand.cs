using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>eseq spot enroll: adds a keyword to a file.</summary>
internal static class SpotEnrollCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of the keyword." };
        var recordings = new Option<string[]>("--recordings", "-r") { Description = "WAV files in which it is said, alone: one is enough, 3 to 5 hear it better.", AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        var text = new Option<string?>("--text", "-t") { Description = "How it is written; default, without recordings: its name.", HelpName = "TEXT" };
        var output = new Option<string>("--output", "-o") { Description = "File of keywords; the keyword is added to what is in it.", Required = true, HelpName = "FILE" };
        Option<string?> model = Shipped.ModelOption();
        Option<string?> embedder = Shipped.EmbedderOption();
        var command = new CliCommand(
            "enroll",
            "Adds a keyword to a file, from recordings of it, from its text, or from both.",
            "eseq spot enroll jarvis --recordings j1.wav j2.wav j3.wav -o keywords.json",
            "eseq spot enroll computer -o keywords.json",
            "eseq spot enroll light --text \"lights on\" --recordings l1.wav l2.wav l3.wav -o keywords.json") { name, recordings, text, output, model, embedder };
        command.OnRun((result, _) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            string path = result.GetRequiredValue(output);
            KeywordSet set = File.Exists(path) ? KeywordFile.Load(path, speech) : new KeywordSet { Model = speech.Spec.Name, Keywords = [] };
            float[][] heard = [.. result.GetValue(recordings)!.Select(f => WavSource.ReadWhole(f, speech.SampleRate))];
            Keyword keyword = KeywordFile.Enroll(speech, result.GetRequiredValue(name), heard, result.GetValue(text) ?? (heard.Length == 0 ? result.GetRequiredValue(name) : null), heard.Length == 0 ? null : Shipped.Embedder(result.GetValue(embedder)));
            set.With(keyword).Save(path);
            Console.WriteLine($"{path}: {keyword.Name} as {string.Join(", ", keyword.Spellings.Select(s => $"\"{s}\""))}{(keyword.Voice is { } voice ? $", compared by {voice.Model}" : "")}");
            return ExitCode.Success;
        });
        return command;
    }
}
