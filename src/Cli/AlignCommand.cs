using System.CommandLine;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.Alignment;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli;

/// <summary>eseq align: when each word of a known text is said in a recording.</summary>
internal static class AlignCommand
{
    public static Command Create()
    {
        var audio = new Argument<string?>("audio") { Description = "WAV file, any rate and number of channels.", Arity = ArgumentArity.ZeroOrOne };
        var text = new Option<string?>("--text") { Description = "What is said in it, all of it.", HelpName = "TEXT" };
        var textFile = new Option<string?>("--text-file") { Description = "File with what is said in it.", HelpName = "FILE" };
        Option<string> format = new Option<string>("--format", "-f") { Description = "json: words and tokens; ctm: one word a line (NIST); textgrid: for Praat.", DefaultValueFactory = _ => AlignmentWriter.Formats[0], HelpName = string.Join('|', AlignmentWriter.Formats) }.AcceptOnlyFromAmong(AlignmentWriter.Formats);
        var skip = new Option<bool>("--skip-unknown") { Description = "Pass over characters that the model cannot write, such as full stops. Otherwise they are an error." };
        var check = new Option<string?>("--check") { Description = "Instead of aligning one recording: compares the recogniser's word starts with the aligner's over a manifest.", HelpName = "MANIFEST" };
        var data = new Option<string?>("--data") { Description = "Folder that the manifest's audio paths are relative to; default: its own.", HelpName = "DIR" };
        var split = new Option<string?>("--split") { Description = "Which split of the manifest; needed where it has several.", HelpName = "NAME" };
        Option<string?> model = Shipped.ModelOption();
        var command = new CliCommand(
            "align",
            "Finds when each word of a known text is said in a recording (docs/alignment.md).",
            "eseq align samples/digits.wav --text \"one two three four five\"",
            "eseq align lecture.wav --text-file lecture.txt --skip-unknown --format textgrid > lecture.TextGrid",
            "eseq align --check samples/manifest.jsonl") { audio, text, textFile, format, skip, check, data, split, model };
        command.Validators.Add(result =>
        {
            if (result.GetValue(audio) is null == result.GetValue(check) is null) result.AddError("Name a WAV file or --check with a manifest.");
            else if (result.GetValue(audio) is not null && result.GetValue(text) is null == result.GetValue(textFile) is null) result.AddError("Give the words with --text or --text-file.");
        });
        command.OnRun((result, cancellation) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            if (result.GetValue(check) is { } manifest) Check(speech, EvaluationSet.Load(manifest, result.GetValue(data), result.GetValue(split)), cancellation);
            else Align(speech, result.GetRequiredValue(audio)!, result.GetValue(text), result.GetValue(textFile), result.GetValue(skip), result.GetValue(format)!, cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Align(SpeechModel model, string audio, string? text, string? textFile, bool skipUnknown, string format, CancellationToken cancellation)
    {
        try
        {
            var aligner = new SpeechAligner(model, text ?? File.ReadAllText(textFile!), skipUnknown);
            Push(aligner, model, audio, cancellation);
            AlignmentWriter.Write(Console.Out, format, audio, aligner.Align());
        }
        catch (SpellingException e)
        {
            throw new CommandException($"{textFile ?? "--text"}: {e.Message}");
        }
        catch (AlignmentException e)
        {
            throw new CommandException($"{audio}: {e.Message}");
        }
    }

    private static void Push(SpeechAligner aligner, SpeechModel model, string audio, CancellationToken cancellation)
    {
        using WavReader reader = WavSource.Open(audio);
        FileProgress.Show(Path.GetFileName(audio), reader.Duration, isOutputLive: false, report =>
        {
            foreach (ReadOnlyMemory<float> piece in WavSource.Read(reader, model.SampleRate))
            {
                cancellation.ThrowIfCancellationRequested();
                aligner.Push(piece.Span);
                report(reader.Position / (double)reader.FrameCount * reader.Duration);
            }
        });
    }

    private static void Check(SpeechModel model, EvaluationSet set, CancellationToken cancellation)
    {
        var comparison = new WordTimeCheck(model);
        foreach (Utterance utterance in set.Utterances)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                comparison.Add(utterance);
            }
            catch (Exception e) when (e is SpellingException or AlignmentException)
            {
                throw new CommandException($"{set.Manifest}: utterance {utterance.Id}: {e.Message}");
            }
        }
        Console.WriteLine(comparison.Summary(set));
    }
}
