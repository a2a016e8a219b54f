using System.Globalization;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>How utterances stand in a file.</summary>
/// <param name="Head">Before the first.</param>
/// <param name="Between">Before each other one.</param>
/// <param name="Foot">Behind the last.</param>
/// <param name="Entry">An utterance: its number from 1 on, the result, how much had been heard; empty if it is left out.</param>
internal sealed record TranscriptFormat(string Head, string Between, string Foot, TranscriptFormat.EntryWriter Entry)
{
    public delegate string EntryWriter(int number, in SpeechResult result, TimeSpan heard);

    public static readonly IReadOnlyDictionary<string, TranscriptFormat> ByEnding = new Dictionary<string, TranscriptFormat>(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = new("", "", "", static (int _, in SpeechResult r, TimeSpan _) => TextTranscript.Line(null, r) + "\n"),
        [".srt"] = new("", "\n", "", static (int n, in SpeechResult r, TimeSpan _) => r.IsRejected ? "" : $"{n}\n{SubtitleTime(r.Start)} --> {SubtitleTime(r.End)}\n{r.Text}\n"),
        [".json"] = new("[\n", ",\n", "\n]\n", static (int _, in SpeechResult r, TimeSpan heard) => JsonTranscript.Line(null, r, heard)),
    };

    private static string SubtitleTime(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss\\,fff}");
}
