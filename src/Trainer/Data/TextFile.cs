using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>
/// Files of texts. For tag: JSON lines with tokens and slots; classify: text and label; translate: source and target; each with a
/// split if wanted. For language models and autoencoders: a sentence a line, whose split follows from the number of the line: of
/// each 50, the first is test and the middle one dev. Where texts are paragraphs, so many lines in a row are one, and paragraphs are
/// counted instead of lines.
/// </summary>
public static class TextFile
{
    /// <summary>Stands between the sentences of a paragraph.</summary>
    public const string SentenceBreak = "\n";

    private const int SplitPeriod = 50;

    /// <summary>Reads a file.</summary>
    /// <param name="path">UTF-8; decompressed if its name ends in .gz.</param>
    /// <param name="task">What the lines hold.</param>
    /// <param name="text">How text that is read is split.</param>
    /// <param name="targetUnit">How translations are split.</param>
    /// <returns>The texts in the order of the lines; empty ones are left out.</returns>
    /// <exception cref="DataFormatException">A line is not what it has to be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<TextRecord> Read(string path, TaskKind task, TextInputSpec text, TextUnit targetUnit)
    {
        if (text.Sentences > 0) return ReadParagraphs(path, text);
        var records = new List<TextRecord>();
        int number = 0;
        foreach (string line in Lines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            TextRecord record = task is TaskKind.LanguageModel or TaskKind.Autoencode ? Sentence(line, number, text) : new Line(path, number, text, targetUnit).Parse(line, task);
            if (record.Source.Count > 0) records.Add(record);
        }
        return records;
    }

    private static TextRecord Sentence(string line, int number, TextInputSpec text)
    {
        return new TextRecord(number, SplitOf(number), TextFeatures.Split(line.Trim(), text.Unit, text.KeepCase), []);
    }

    private static string SplitOf(int number) => (number % SplitPeriod) switch { 1 => "test", SplitPeriod / 2 => "dev", _ => "train" };

    private static List<TextRecord> ReadParagraphs(string path, TextInputSpec text)
    {
        var records = new List<TextRecord>();
        int number = 0;
        foreach (string[] lines in Lines(path).Chunk(text.Sentences))
        {
            IEnumerable<string[]> sentences = lines.Select(l => TextFeatures.Split(l.Trim(), text.Unit, text.KeepCase)).Where(s => s.Length > 0);
            string[] units = [.. sentences.SelectMany(s => s.Append(SentenceBreak)).SkipLast(1)];
            if (units.Length > 0) records.Add(new TextRecord(number * text.Sentences + 1, SplitOf(number + 1), units, []));
            number++;
        }
        return records;
    }

    private static IEnumerable<string> Lines(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
        int number = 0;
        while (true)
        {
            string? line;
            number++;
            try
            {
                line = reader.ReadLine();
            }
            catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
            {
                throw new DataFormatException(path, number, e is InvalidDataException ? "gzip data" : "UTF-8 text", "other bytes", e);
            }
            if (line is null) yield break;
            yield return line;
        }
    }

    private readonly record struct Line(string File, int Number, TextInputSpec Text, TextUnit TargetUnit)
    {
        public TextRecord Parse(string json, TaskKind task)
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                JsonElement root = document.RootElement;
                if (root.ValueKind != JsonValueKind.Object) throw Unexpected("a JSON object", root.ValueKind.ToString());
                string? split = root.TryGetProperty("split", out JsonElement s) ? String(s, "split") : null;
                (IReadOnlyList<string> source, IReadOnlyList<string> target) = task switch
                {
                    TaskKind.Tag => Tagged(root),
                    TaskKind.Classify => (Units(root, "text", Text.Unit, Text.KeepCase), [Label(root)]),
                    _ => (Units(root, "source", Text.Unit, Text.KeepCase), Units(root, "target", TargetUnit, keepCase: true)),
                };
                return new TextRecord(Number, split, source, target);
            }
            catch (JsonException e)
            {
                throw Unexpected("a JSON object", $"something else in column {e.BytePositionInLine + 1}: {JsonProblem.Syntax(e)}", e);
            }
        }

        private (IReadOnlyList<string>, IReadOnlyList<string>) Tagged(JsonElement root)
        {
            string[] words = Strings(root, "tokens"), labels = Strings(root, "slots");
            if (words.Length != labels.Length) throw Unexpected($"a slot for each of the {words.Length} tokens", $"{labels.Length}");
            return (Text.KeepCase ? words : [.. words.Select(w => w.ToLowerInvariant())], labels);
        }

        private string Label(JsonElement root)
        {
            JsonElement label = Field(root, "label");
            return label.ValueKind is JsonValueKind.Number ? label.GetRawText() : String(label, "label");
        }

        private string[] Units(JsonElement root, string field, TextUnit unit, bool keepCase) => TextFeatures.Split(String(Field(root, field), field), unit, keepCase);

        private string[] Strings(JsonElement root, string field)
        {
            JsonElement list = Field(root, field);
            if (list.ValueKind != JsonValueKind.Array) throw Unexpected($"a list as {field}", list.ValueKind.ToString());
            Line line = this;
            string[] strings = [.. list.EnumerateArray().Select(e => line.String(e, field))];
            return strings.Contains("") ? throw Unexpected($"{field} that are not empty", "an empty one") : strings;
        }

        private JsonElement Field(JsonElement root, string field) => root.TryGetProperty(field, out JsonElement value) ? value : throw Unexpected($"a field {field}", "none");

        private string String(JsonElement value, string field) => value.ValueKind is JsonValueKind.String ? value.GetString()! : throw Unexpected($"text as {field}", value.GetRawText());

        private DataFormatException Unexpected(string expected, string found, Exception? inner = null) => new(File, Number, expected, found, inner);
    }
}
