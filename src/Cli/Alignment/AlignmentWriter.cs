using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Alignment;

/// <summary>Word and token times in the forms that other programs read.</summary>
internal static class AlignmentWriter
{
    /// <summary>The forms by the names that the command line has for them.</summary>
    public static readonly string[] Formats = ["json", "ctm", "textgrid"];

    /// <summary>Writes in the form that has the given name.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="audio">Path of the recording.</param>
    /// <param name="text">Its words.</param>
    public static void Write(TextWriter output, string format, string audio, AlignedText text)
    {
        if (format == "ctm") WriteCtm(output, Path.GetFileNameWithoutExtension(audio), text);
        else if (format == "textgrid") TextGrid.Write(output, text);
        else output.WriteLine(Json(audio, text));
    }

    /// <summary>Seconds to a thousandth.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // NIST's format, one word a line: recording, channel, start, duration, word, confidence.
    private static void WriteCtm(TextWriter output, string recording, AlignedText text)
    {
        string name = recording.Replace(' ', '_');
        foreach (AlignedWord word in text.Words)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} 1 {Seconds(word.Start)} {Seconds(word.End - word.Start)} {word.Text} {word.Confidence:0.000}"));
    }

    private static string Json(string audio, AlignedText text)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("audio", audio);
            json.WriteNumber("duration", Rounded(text.Duration.TotalSeconds));
            json.WriteStartArray("words");
            foreach (AlignedWord word in text.Words)
            {
                json.WriteStartObject();
                WriteTimes(json, word.Text, word.Start, word.End, word.Confidence);
                json.WriteStartArray("tokens");
                foreach (AlignedToken token in word.Tokens)
                {
                    json.WriteStartObject();
                    WriteTimes(json, token.Text, token.Start, token.End, token.Confidence);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteTimes(Utf8JsonWriter json, string text, TimeSpan start, TimeSpan end, float confidence)
    {
        json.WriteString("text", text);
        json.WriteNumber("start", Rounded(start.TotalSeconds));
        json.WriteNumber("end", Rounded(end.TotalSeconds));
        json.WriteNumber("confidence", Rounded(confidence));
    }

    private static decimal Rounded(double value) => Math.Round((decimal)value, 3);
}
