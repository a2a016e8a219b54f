using System.CommandLine;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli;

/// <summary>eseq transcribe: recordings or a microphone to text.</summary>
internal static class TranscribeCommand
{
    private static readonly string[] Formats = ["txt", "json", "srt", "vtt"];

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "WAV files, any rate and number of channels.", Arity = ArgumentArity.ZeroOrMore };
        var microphone = new Option<bool>("--mic") { Description = "Listen to a microphone until Ctrl-C." };
        var device = new Option<string?>("--device", "-d") { Description = "The microphone, as `eseq devices` names it; default: the system's.", HelpName = "NAME" };
        Option<string?> model = Shipped.ModelOption();
        model.Description += " Recordings: models/english-offline/english-offline.eseq, unless partial texts or a phrase list are asked for.";
        Option<double> pause = new Option<double>("--pause") { Description = "Seconds of silence that end an utterance, 0.1 to 60.", DefaultValueFactory = _ => new SpeechRecognizerOptions().SilenceAfterSpeech.TotalSeconds, HelpName = "SECONDS" }.Between(0.1, 60);
        Option<string> format = new Option<string>("--format", "-f") { Description = "txt: lines with times; json: one object a line with text, times, words, confidence; srt, vtt: subtitles.", DefaultValueFactory = _ => Formats[0], HelpName = string.Join('|', Formats) }.AcceptOnlyFromAmong(Formats);
        var json = new Option<bool>("--json") { Description = "The same as --format json." };
        var partials = new Option<bool>("--partials") { Description = "Also write text that may still change, where the output is no terminal or JSON." };
        var command = new CliCommand(
            "transcribe",
            "Writes down what is said in recordings or into a microphone. Recordings are read with the shipped language model unless another model is named.",
            "eseq transcribe samples/digits.wav",
            "eseq transcribe --json meeting.wav | jq -r .text",
            "eseq transcribe lecture.wav --format srt > lecture.srt",
            "eseq transcribe interview.wav --lm medicine.lm",
            "eseq transcribe --mic --lm models/english-lm/english.lm",
            "eseq transcribe --mic --phrases commands.txt",
            "eseq transcribe --mic",
            "eseq transcribe --mic --device hw:1 --json --partials") { files, microphone, device, model, pause, format, json, partials };
        SearchOptions search = new SearchOptions().AddTo(command, hasLanguageModel: true);
        command.Validators.Add(result =>
        {
            if (result.GetValue(files)!.Length > 0 == result.GetValue(microphone)) result.AddError("Name WAV files or --mic.");
            if (result.GetValue(files)!.Length > 1 && result.GetValue(format) is "srt" or "vtt") result.AddError("Subtitles are for one recording at a time.");
            if (result.GetValue(json) && result.GetResult(format) is { Implicit: false }) result.AddError("Choose either --json or --format.");
            if (result.GetValue(device) is not null && !result.GetValue(microphone)) result.AddError("--device needs --mic.");
        });
        command.OnRun((result, cancellation) =>
        {
            // A network that reads in both directions has no partial texts, and phrases are rejected by what the other one says.
            bool isLive = result.GetValue(microphone) || result.GetValue(partials) || search.HasPhrases(result);
            SpeechModel speech = SpeechModel.Load(isLive ? Shipped.Model(result.GetValue(model)) : Shipped.OfflineModel(result.GetValue(model)));
            // Live, words are shown as soon as they are heard; of a recording only the text counts.
            string? language = result.GetValue(microphone) ? null : Shipped.LanguageModel(result.GetValue(model));
            SpeechRecognizerOptions options = search.Apply(result, speech, new SpeechRecognizerOptions { BufferLength = Dictation.Patience, SilenceAfterSpeech = TimeSpan.FromSeconds(result.GetValue(pause)) }, language);
            void Transcribe(Transcript transcript)
            {
                Dictation Begin() => new(speech, options, transcript);
                if (result.GetValue(microphone)) Listen(Begin(), speech.SampleRate, result.GetValue(device), cancellation);
                else ReadFiles(Begin, transcript, result.GetValue(files)!, speech.SampleRate, cancellation);
            }
            switch (result.GetValue(json) ? "json" : result.GetValue(format))
            {
                case "json":
                    Transcribe(new JsonTranscript(Console.Out, result.GetValue(partials)));
                    break;
                case "srt" or "vtt":
                    Transcribe(new SubtitleTranscript(Console.Out, result.GetValue(format) == "vtt"));
                    break;
                default:
                    if (Terminal.IsLive) LiveView.Show(view => Transcribe(new LiveTranscript(view)));
                    else Transcribe(new TextTranscript(Console.Out, result.GetValue(partials)));
                    break;
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static void ReadFiles(Func<Dictation> begin, Transcript transcript, string[] files, int sampleRate, CancellationToken cancellation)
    {
        foreach (string file in files)
        {
            transcript.Source = files.Length > 1 ? file : null;
            using WavReader reader = WavSource.Open(file);
            FileProgress.Show(Path.GetFileName(file), reader.Duration, Terminal.IsLive, report => ReadFile(
                begin(),
                reader,
                sampleRate,
                at =>
                {
                    report(at);
                    transcript.Report(at, reader.Duration);
                },
                cancellation));
        }
    }

    private static void ReadFile(Dictation dictation, WavReader reader, int sampleRate, Action<TimeSpan> report, CancellationToken cancellation)
    {
        foreach (ReadOnlyMemory<float> piece in WavSource.Read(reader, sampleRate))
        {
            cancellation.ThrowIfCancellationRequested();
            dictation.Push(piece.Span); // Always has room: what is pushed is processed at once.
            dictation.Process();
            report(reader.Position / (double)reader.FrameCount * reader.Duration);
        }
        dictation.Finish();
    }

    private static void Listen(Dictation dictation, int sampleRate, string? device, CancellationToken cancellation) =>
        MicrophoneLoop.Run(device, sampleRate, dictation.Push, dictation.Process, dictation.Finish, cancellation);
}
