using System.Globalization;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>Subtitles for a recording: SubRip (.srt) or WebVTT (.vtt). What was not understood is in none.</summary>
/// <param name="output">Where they go.</param>
/// <param name="isWebVtt">WebVTT instead of SubRip.</param>
internal sealed class SubtitleTranscript(TextWriter output, bool isWebVtt) : Transcript
{
    private readonly CueBuilder _cues = new();
    private int _written;
    private bool _hasBegun;

    public override void Partial(in SpeechResult result, TimeSpan heard)
    {
    }

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        foreach (SpeechWord word in result.Words)
        {
            if (_cues.Add(word.ToString(), word.Start, word.End) is { } cue) Write(cue);
        }
    }

    public override void End()
    {
        if (_cues.Finish(TimeSpan.MaxValue) is { } cue) Write(cue);
        Begin();
        output.Flush();
    }

    private void Begin()
    {
        if (isWebVtt && !_hasBegun) output.Write("WEBVTT\n\n");
        _hasBegun = true;
    }

    private void Write(Cue cue)
    {
        Begin();
        string text = isWebVtt ? cue.Text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal) : cue.Text;
        output.Write($"{++_written}\n{Time(cue.Start)} --> {Time(cue.End)}\n{text}\n\n");
    }

    // Hours may be more than 23.
    private string Time(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{(isWebVtt ? '.' : ',')}{time.Milliseconds:000}");
}
