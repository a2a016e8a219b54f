using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>The live view: finished lines scroll by; below them level, state, the growing text and the times of its words.</summary>
internal sealed class ListenView(LiveView view, KeywordHits keywords) : Transcript
{
    private static readonly Style Tentative = new(foreground: Color.Grey, decoration: Decoration.Dim | Decoration.Italic), Quiet = new(decoration: Decoration.Dim);
    private string _committed = "", _tentative = "", _words = "";

    private static int Width => Math.Max(20, AnsiConsole.Profile.Width - 1);

    public override void Partial(in SpeechResult result, TimeSpan heard)
    {
        (_committed, _tentative) = (result.Committed.ToString(), result.Tentative.ToString());
        _words = string.Join("  ", result.Words.ToArray().Select(w => string.Create(CultureInfo.InvariantCulture, $"{w} {w.Start.TotalSeconds:F1}")));
    }

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        (_committed, _tentative, _words) = ("", "", "");
        view.Update();
        AnsiConsole.WriteLine(TextTranscript.Line(Source, result));
    }

    /// <summary>Draws a word to wait for, until there is something to refresh.</summary>
    public void Begin() => view.Update(new Text("starting", Quiet));

    /// <summary>Draws all of it anew.</summary>
    public void Refresh(MicrophoneSession session)
    {
        string state = State(session);
        List<IRenderable> rows = [new Text(Level(session.Dictation.Voice)), new Text(state[..Math.Min(state.Length, Width)], Quiet)];
        if (keywords.Summary.Length > 0) rows.Add(new Text(End(keywords.Summary), Quiet));
        view.Update([.. rows, GrowingText(), new Text(End(_words), Quiet)]);
    }

    private static string Level(VoiceLevel voice)
    {
        string figures = string.Create(CultureInfo.InvariantCulture, $" {voice.Level,4:F0} dB, floor {voice.NoiseFloor,4:F0}, {(voice.IsSpeech ? "speech" : "quiet")}");
        return LevelBar.Draw(voice.Level, voice.NoiseFloor, Math.Min(40, Width - figures.Length), AnsiConsole.Profile.Capabilities.Unicode) + figures;
    }

    private static string State(MicrophoneSession session)
    {
        string mode = session.Switch is { Hears: false } ? "space bar to talk" : "listening";
        return string.Create(CultureInfo.InvariantCulture, $"{mode} | {session.Dictation.Heard:h\\:mm\\:ss} | {session.RealTimeFactor:F2} x real time | {session.Lost.TotalSeconds:F1} s lost");
    }

    // The end of a long text is what counts: as much as two lines hold.
    private Paragraph GrowingText()
    {
        int skip = Math.Max(0, _committed.Length + _tentative.Length - 2 * Width);
        var text = new Paragraph();
        if (skip < _committed.Length) text.Append(_committed[skip..]);
        text.Append(_tentative[Math.Clamp(skip - _committed.Length, 0, _tentative.Length)..], Tentative);
        return text;
    }

    private static string End(string line) => line.Length <= Width ? line : line[^Width..];
}
