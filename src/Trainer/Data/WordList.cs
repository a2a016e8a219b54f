using System.Globalization;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>
/// Words cut out of utterances: a CSV file with the columns word, speaker, id, start and end in any order, where id names an
/// utterance and the times are seconds from its beginning. The form of same-different lists and of what an aligner writes.
/// </summary>
public static class WordList
{
    private static readonly string[] Columns = ["word", "speaker", "id", "start", "end"];

    /// <summary>Reads the words.</summary>
    /// <param name="path">The file, UTF-8, with a line of column names.</param>
    /// <param name="utterances">Finds an utterance by its id; null if there is none.</param>
    /// <returns>Each word as an utterance of its own, in the order of the lines; its id is that of the utterance and its start.</returns>
    /// <exception cref="DataFormatException">A line is not what it has to be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<Utterance> Read(string path, Func<string, Utterance?> utterances)
    {
        string[] lines = File.ReadAllLines(path);
        string[] header = lines.Length == 0 ? [] : lines[0].TrimStart('\uFEFF').Split(',', StringSplitOptions.TrimEntries);
        int[] places = [.. Columns.Select(c => Array.IndexOf(header, c))];
        if (places.Any(p => p < 0)) throw new DataFormatException(path, 1, $"the columns {string.Join(", ", Columns)}", lines.Length == 0 ? "an empty file" : lines[0]);
        var words = new List<Utterance>(lines.Length);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            string[] fields = lines[i].Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length != header.Length) throw new DataFormatException(path, i + 1, $"{header.Length} fields", $"{fields.Length}");
            words.Add(Parse(path, i + 1, [.. places.Select(p => fields[p])], utterances));
        }
        return words;
    }

    private static Utterance Parse(string path, int line, string[] fields, Func<string, Utterance?> utterances)
    {
        (string word, string speaker, string id) = (fields[0], fields[1], fields[2]);
        if (word.Length == 0 || id.Length == 0) throw new DataFormatException(path, line, "a word and an utterance's id", "an empty field");
        Utterance whole = utterances(id) ?? throw new DataFormatException(path, line, "the id of an utterance whose audio is there", id);
        TimeSpan start = Time(path, line, fields[3]), end = Time(path, line, fields[4]);
        if (end <= start) throw new DataFormatException(path, line, "an end after the start", $"{fields[3]} and {fields[4]}");
        if (start >= whole.Duration) throw new DataFormatException(path, line, $"a start within the {whole.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s of {id}", fields[3]);
        if (end > whole.Duration) end = whole.Duration;
        return whole with { Id = $"{id}@{fields[3]}", Text = word, Speaker = speaker.Length > 0 ? speaker : whole.Speaker, Offset = whole.Offset + start, Duration = end - start };
    }

    private static TimeSpan Time(string path, int line, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 1e7
            ? TimeSpan.FromSeconds(seconds)
            : throw new DataFormatException(path, line, "seconds", text);
}
