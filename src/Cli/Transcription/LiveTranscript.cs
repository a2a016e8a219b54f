using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>For a terminal: finished lines scroll by; below them the text that may still change is rewritten in place, and of a long recording how far it has been read.</summary>
internal sealed class LiveTranscript(LiveView view) : Transcript
{
    private const int BarLength = 40;
    private static readonly Style Tentative = new(foreground: Color.Grey);
    private string _text = "";
    private int _percent = -1;

    public override void Partial(in SpeechResult result, TimeSpan heard)
    {
        _text = TextTranscript.Line(Source, result);
        Update();
    }

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        _text = "";
        Update();
        AnsiConsole.WriteLine(TextTranscript.Line(Source, result));
    }

    public override void Report(TimeSpan at, TimeSpan length)
    {
        int percent = length < FileProgress.Long ? -1 : (int)(100 * at / length);
        if (percent == _percent) return;
        _percent = percent;
        Update();
    }

    public override void End()
    {
        _percent = -1;
        Update();
    }

    private void Update()
    {
        var rows = new List<IRenderable>();
        if (_text.Length > 0) rows.Add(new Text(_text, Tentative));
        if (_percent >= 0) rows.Add(new Text($"{new string('━', BarLength * _percent / 100)}{new string('·', BarLength - BarLength * _percent / 100)} {_percent} %"));
        view.Update([.. rows]);
    }
}
