using System.Globalization;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>One line for each utterance: from when to when, what.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="partials">Whether texts that may still change get lines too, with "..." behind them.</param>
internal sealed class TextTranscript(TextWriter output, bool partials) : Transcript
{
    private const string NotUnderstood = "(not understood)";

    public override void Partial(in SpeechResult result, TimeSpan heard)
    {
        if (partials) output.WriteLine(Line(Source, result) + " ...");
    }

    public override void Final(in SpeechResult result, TimeSpan heard) => output.WriteLine(Line(Source, result));

    /// <summary>For example "0:00.51 - 0:02.10  one two three"; "(not understood)" if a phrase list has nothing of what was said.</summary>
    public static string Line(string? source, in SpeechResult result) =>
        $"{(source is null ? "" : source + "  ")}{Time(result.Start)} - {Time(result.End)}  {(result.IsRejected ? NotUnderstood : result.Text)}";

    private static string Time(TimeSpan time) => time.ToString(time.TotalHours < 1 ? @"m\:ss\.ff" : @"h\:mm\:ss\.ff", CultureInfo.InvariantCulture);
}
