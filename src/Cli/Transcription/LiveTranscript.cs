using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using Spectre.Console;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>For a terminal: finished lines scroll by, and below them the text that may still change is rewritten in place.</summary>
internal sealed class LiveTranscript(LiveView view) : Transcript
{
    private static readonly Style Tentative = new(foreground: Color.Grey);

    public override void Partial(in SpeechResult result, TimeSpan heard) => view.Update(new Text(TextTranscript.Line(Source, result), Tentative));

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        view.Update();
        AnsiConsole.WriteLine(TextTranscript.Line(Source, result));
    }
}
