using System.CommandLine;
using System.Diagnostics;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Listening;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli;

/// <summary>eseq listen: a microphone, live.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var device = new Option<string?>("--device", "-d") { Description = "The microphone, as `eseq devices` names it; default: the system's.", HelpName = "NAME" };
        Option<string?> model = Shipped.ModelOption();
        Option<double> pause = new Option<double>("--pause") { Description = "Seconds of silence that end an utterance, 0.1 to 60.", DefaultValueFactory = _ => new SpeechRecognizerOptions().SilenceAfterSpeech.TotalSeconds, HelpName = "SECONDS" }.Between(0.1, 60);
        var talk = new Option<bool>("--push-to-talk") { Description = "Hear only between two presses of the space bar, or while it is held; needs a terminal." };
        var output = new Option<string?>("--output", "-o") { Description = "Transcript that grows word by word and survives a kill; .txt, .srt or .json.", HelpName = "FILE" };
        var record = new Option<string?>("--record", "-r") { Description = "WAV file that keeps the sound.", HelpName = "FILE" };
        var keywords = new Option<string[]>("--keyword", "-k") { Description = "Word to count; may be given several times.", HelpName = "WORD" };
        var command = new CliCommand(
            "listen",
            "Listens to a microphone and shows level, text and times live; Ctrl-C ends. In a pipe: a line for each utterance.",
            "eseq listen",
            "eseq listen --output notes.srt --record notes.wav",
            "eseq listen --lm models/english-lm/english.lm --hotwords names.txt",
            "eseq listen --push-to-talk --keyword left --keyword right") { device, model, pause, talk, output, record, keywords };
        SearchOptions search = new SearchOptions().AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is { } path && !TranscriptFile.Knows(path)) result.AddError($"--output must end in .txt, .srt or .json, found {path}.");
        });
        command.OnRun((result, cancellation) =>
        {
            bool pushToTalk = result.GetValue(talk), isLive = Terminal.IsLive;
            if (pushToTalk && Console.IsInputRedirected) throw new CommandException("--push-to-talk needs a terminal to press the space bar in");
            // First of all: what is typed while the model is loaded counts too.
            TalkSwitch? space = Console.IsInputRedirected || !(pushToTalk || isLive) ? null : WatchSpaceBar(isOn: !pushToTalk);
            var hits = new KeywordHits(result.GetValue(keywords) ?? []);

            void Listen(Transcript screen, ListenView? view)
            {
                view?.Begin();
                SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
                speech.Warmup();
                using TranscriptFile? file = result.GetValue(output) is { } path ? Create(path, p => new TranscriptFile(p)) : null;
                using WavWriter? recording = result.GetValue(record) is { } sound ? Create(sound, p => new WavWriter(p, speech.SampleRate)) : null;
                SpeechRecognizerOptions options = search.Apply(result, speech, new SpeechRecognizerOptions { BufferLength = Dictation.Patience, DetectEndpoints = !pushToTalk, SilenceAfterSpeech = TimeSpan.FromSeconds(result.GetValue(pause)) });
                Transcript[] parts = file is null ? [hits, screen] : [hits, screen, file]; // The screen first: it has room when the disk is full.
                var session = new MicrophoneSession(new Dictation(speech, options, new TranscriptGroup(parts)), speech.SampleRate, result.GetValue(device))
                {
                    Recording = recording,
                    Switch = space,
                    Switched = view is null ? Tell : null,
                };
                if (view is not null) session.Refreshed = () => view.Refresh(session);
                session.Run(cancellation);
            }

            if (!isLive) Listen(new TextTranscript(Console.Out, partials: false), null);
            else LiveView.Show(live =>
            {
                var view = new ListenView(live, hits);
                Listen(view, view);
            });
            return ExitCode.Success;
        });
        return command;
    }

    // One that cannot be begun is not left behind empty.
    private static T Create<T>(string path, Func<string, T> create)
    {
        if (Directory.Exists(path)) throw new CommandException($"{path} cannot be written: expected a file, found a folder");
        bool isNew = !File.Exists(path);
        try
        {
            return create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (isNew && File.Exists(path)) File.Delete(path);
            throw new CommandException($"{path} cannot be written: {e.Message}");
        }
    }

    private static TalkSwitch WatchSpaceBar(bool isOn)
    {
        var space = new TalkSwitch(isOn, () => Stopwatch.GetElapsedTime(0));
        Keyboard.Watch(key =>
        {
            if (key is ConsoleKey.Spacebar) space.Press();
        });
        return space;
    }

    // Where there is no live view, for example behind a pipe.
    private static void Tell(bool hears) => Terminal.Tell(hears ? "listening" : "space bar to talk");
}
