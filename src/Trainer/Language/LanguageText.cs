using System.IO.Compression;
using System.Text;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>Text for a language model: sentences as the words that a recogniser writes.</summary>
public static class LanguageText
{
    /// <summary>Reads a file: a sentence a line, or a manifest (.jsonl); both may be compressed (.gz).</summary>
    /// <param name="path">UTF-8.</param>
    /// <param name="split">Of a manifest, the split to read; may be null only if there are not several, so that nothing is learned from test data by oversight.</param>
    /// <exception cref="TextFormatException">A character that is neither an English letter nor punctuation; the message has line and column.</exception>
    /// <exception cref="DataFormatException">A malformed line of a manifest, or no utterance of the split.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<string[]> Read(string path, string? split)
    {
        if (path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)) return ReadManifest(path, split);
        return ReadLines(path).Select((line, i) => Words(line, path, i + 1));
    }

    /// <summary>The words of a sentence: small letters, numbers spelled out, punctuation left out but for apostrophes within words.</summary>
    /// <exception cref="TextFormatException">Another character.</exception>
    public static string[] Words(string line, string source, int number)
    {
        var text = new StringBuilder();
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (char.IsAsciiLetter(c)) text.Append(char.ToLowerInvariant(c));
            else if (TokenSpeller.IsApostrophe(c)) text.Append('\'');
            else if (char.IsAsciiDigit(c))
            {
                int end = i;
                while (end < line.Length && char.IsAsciiDigit(line[end])) end++;
                text.Append(' ').Append(NumberWords.Readings(line[i..end])[0]).Append(' ');
                i = end - 1;
            }
            else if (char.IsWhiteSpace(c) || char.IsPunctuation(c) || char.IsSymbol(c) || c == '\uFEFF') text.Append(' ');
            else throw new TextFormatException(source, number, i + 1, "English letters, digits and punctuation", TextFormatException.Describe(line, i));
        }
        return [.. text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('\'').Length > 0 ? w : "").Where(w => w.Length > 0)];
    }

    private static IEnumerable<string[]> ReadManifest(string path, string? split)
    {
        IReadOnlyList<Utterance> all = ManifestReader.Read(path, lengthOf: _ => TimeSpan.FromSeconds(1)); // The audio is not needed.
        string[] splits = [.. all.Select(u => u.Split ?? "(none)").Distinct().Order(StringComparer.Ordinal)];
        if (split is null && splits.Length > 1) throw new DataFormatException(path, null, "the name of a split", $"the splits {string.Join(", ", splits)}");
        if (split is not null && !splits.Contains(split)) throw new DataFormatException(path, null, $"utterances of split {split}", $"only the splits {string.Join(", ", splits)}");
        return all.Select((u, i) => (u, i)).Where(x => split is null || x.u.Split == split).Select(x => Words(x.u.Text, path, x.i + 1));
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
