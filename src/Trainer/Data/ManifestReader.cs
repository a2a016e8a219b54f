using System.Text;
using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>
/// Manifests as NVIDIA NeMo writes them: one JSON object a line with <c>audio_filepath</c>, <c>text</c>, <c>duration</c> and
/// optionally <c>offset</c> (both in seconds), <c>speaker</c>, <c>split</c> and <c>id</c>; other fields are ignored.
/// </summary>
public static class ManifestReader
{
    // Longer than any recording, and far from where a TimeSpan overflows.
    private const double MaxSeconds = 1e7;

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The manifest, UTF-8.</param>
    /// <param name="audioFolder">What relative audio paths are relative to; the manifest's own folder if null.</param>
    /// <param name="lengthOf">Measures the file of a line without <c>duration</c>; if null, such a line is an error.</param>
    /// <returns>The utterances in the order of the lines. An utterance without id is called "file name:line".</returns>
    /// <exception cref="DataFormatException">A line is not what it has to be.</exception>
    /// <exception cref="IOException">The manifest cannot be read.</exception>
    public static IReadOnlyList<Utterance> Read(string path, string? audioFolder = null, AudioLength? lengthOf = null)
    {
        string folder = audioFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        var utterances = new List<Utterance>();
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        if (rest.Span.StartsWith(Encoding.UTF8.Preamble)) rest = rest[Encoding.UTF8.Preamble.Length..];
        for (int number = 1; rest.Length > 0; number++)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).Length > 0) utterances.Add(new Line(path, number).Parse(line, folder, lengthOf));
        }
        return utterances;
    }

    private readonly record struct Line(string File, int Number)
    {
        public Utterance Parse(ReadOnlyMemory<byte> json, string folder, AudioLength? lengthOf)
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                JsonElement root = document.RootElement;
                if (root.ValueKind != JsonValueKind.Object) throw Unexpected("a JSON object", root.ValueKind.ToString());
                string audio = Text(root, "audio_filepath");
                if (audio.Length == 0 || audio.Contains('\0', StringComparison.Ordinal)) throw Unexpected("a file name as audio_filepath", $"\"{audio}\"");
                audio = Path.Combine(folder, audio);
                TimeSpan offset = Time(root, "offset") ?? TimeSpan.Zero;
                TimeSpan duration = Time(root, "duration") ?? (lengthOf ?? throw Unexpected("duration", "none"))(audio) - offset;
                if (duration <= TimeSpan.Zero) throw Unexpected("a duration above 0", $"{duration.TotalSeconds} s");
                return new Utterance
                {
                    Id = Name(root, "id") ?? $"{Path.GetFileName(File)}:{Number}",
                    AudioPath = audio,
                    Offset = offset,
                    Duration = duration,
                    Text = Text(root, "text"),
                    Speaker = Name(root, "speaker"),
                    Split = Name(root, "split"),
                };
            }
            catch (JsonException e)
            {
                throw Unexpected("a JSON object", $"something else in column {e.BytePositionInLine + 1}: {JsonProblem.Syntax(e)}", e);
            }
            catch (InvalidOperationException e)
            {
                // What GetString throws for bytes or escapes that are no Unicode.
                throw Unexpected("Unicode text", "something else", e);
            }
        }

        private string Text(JsonElement root, string field)
        {
            if (!root.TryGetProperty(field, out JsonElement value)) throw Unexpected($"a field {field}", "none");
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unexpected($"text as {field}", value.GetRawText());
        }

        /// <summary>Speakers and ids are often bare numbers.</summary>
        private string? Name(JsonElement root, string field)
        {
            if (!root.TryGetProperty(field, out JsonElement value)) return null;
            return value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => throw Unexpected($"text or a number as {field}", value.GetRawText()),
            };
        }

        private TimeSpan? Time(JsonElement root, string field)
        {
            if (!root.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is >= 0 and <= MaxSeconds) return TimeSpan.FromSeconds(seconds);
            throw Unexpected($"0 to {MaxSeconds:0} seconds as {field}", value.GetRawText());
        }

        private DataFormatException Unexpected(string expected, string found, Exception? inner = null) => new(File, Number, expected, found, inner);
    }
}
