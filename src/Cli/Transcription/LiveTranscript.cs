using EmbeddedSeq.Runtime;
using Spectre.Console;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>For a terminal: finished lines scroll by, and below them the text that may still change is rewritten in place.</summary>
internal sealed class LiveTranscript : Transcript
{
    private static readonly Style Tentative = new(foreground: Color.Grey);
    private readonly LiveDisplayContext _view;

    private LiveTranscript(LiveDisplayContext view) => _view = view;

    /// <summary>Shows the results of <paramref name="transcribe"/> until it returns.</summary>
    public static void Show(Action<Transcript> transcribe) =>
        AnsiConsole.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top)
            .Start(view => transcribe(new LiveTranscript(view)));

    public override void Partial(in SpeechResult result, TimeSpan heard) => _view.UpdateTarget(new Text(TextTranscript.Line(Source, result), Tentative));

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        _view.UpdateTarget(Text.Empty);
        AnsiConsole.WriteLine(TextTranscript.Line(Source, result));
    }
}
