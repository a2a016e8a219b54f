using System.Text;
using System.Text.Json;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>
/// One JSON object a line. Times are in seconds from the start of the recording; "heard" is how much of it had been processed
/// when the result came out, so heard - end is how long the words took to appear. "committed" is how many characters of the text are
/// never taken back; "rejected" is there, and true, if a phrase list has nothing of what was said.
/// </summary>
internal sealed class JsonTranscript(TextWriter output, bool partials) : Transcript
{
    public override void Partial(in SpeechResult result, TimeSpan heard)
    {
        if (partials) output.WriteLine(Line(Source, result, heard));
    }

    public override void Final(in SpeechResult result, TimeSpan heard) => output.WriteLine(Line(Source, result, heard));

    /// <summary>A result as one line of JSON.</summary>
    public static string Line(string? source, in SpeechResult result, TimeSpan heard)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (source is not null) json.WriteString("source", source);
            json.WriteBoolean("final", result.IsFinal);
            json.WriteString("text", result.Text);
            json.WriteNumber("committed", result.CommittedLength);
            if (result.IsRejected) json.WriteBoolean("rejected", true);
            Seconds(json, "start", result.Start);
            Seconds(json, "end", result.End);
            Seconds(json, "heard", heard);
            json.WriteStartArray("words");
            foreach (SpeechWord word in result.Words)
            {
                json.WriteStartObject();
                json.WriteString("text", word.Text.Span);
                Seconds(json, "start", word.Start);
                Seconds(json, "end", word.End);
                json.WriteNumber("confidence", Math.Round((decimal)word.Confidence, 4));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteAlternatives(json, result.Alternatives);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Adds what an utterance could have been.</summary>
    public static void WriteAlternatives(Utf8JsonWriter json, ReadOnlySpan<SpeechAlternative> alternatives)
    {
        if (alternatives.IsEmpty) return;
        json.WriteStartArray("alternatives");
        foreach (SpeechAlternative alternative in alternatives)
        {
            json.WriteStartObject();
            json.WriteString("text", alternative.Text.Span);
            json.WriteNumber("score", Math.Round((decimal)alternative.Score, 3));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan time) => json.WriteNumber(name, Math.Round((decimal)time.TotalSeconds, 3));
}
