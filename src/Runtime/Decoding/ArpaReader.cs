using System.Globalization;
using System.Text;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Reads a back-off n-gram model in the ARPA format. Everything is checked: counts, numbers, words, that each n-gram's beginning is there.</summary>
/// <remarks>Capitals become small letters, as in all texts, unless two words would be the same then; &lt;UNK&gt; is &lt;unk&gt;. Format: Doug Paul's, as SRILM's ngram-format(5) describes it; base-10 logarithms. Fields are parted by tabs or spaces.</remarks>
internal sealed class ArpaReader
{
    private const float LeastLog10 = -99; // What ARPA files write for ln 0.
    private const int MaximumOrder = 4;
    private static readonly float Ln10 = MathF.Log(10);

    private readonly string _source;
    private readonly TextReader _reader;
    private readonly List<int> _counts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal); // Of words as they are written.
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private string _line = "";
    private int _number;

    private ArpaReader(TextReader reader, string source) => (_reader, _source, _lookup) = (reader, source, _numbers.GetAlternateLookup<ReadOnlySpan<char>>());

    /// <summary>Reads a model.</summary>
    /// <param name="stream">ARPA, UTF-8.</param>
    /// <param name="source">Name for messages.</param>
    /// <exception cref="TextFormatException">Not an ARPA model of order 1 to 4, or a damaged one.</exception>
    public static Ngrams Read(Stream stream, string source)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var arpa = new ArpaReader(reader, source);
        try
        {
            return arpa.Read();
        }
        catch (DecoderFallbackException)
        {
            throw arpa.Error(0, "text in UTF-8", "bytes that are none");
        }
    }

    private Ngrams Read()
    {
        ReadCounts();
        NgramLevel unigrams = ReadUnigrams(out string[] words);
        var levels = new List<NgramLevel> { unigrams };
        while (levels.Count < _counts.Count) levels.Add(ReadLevel(levels[^1]));
        if (_line != "\\end\\") throw Error(0, "\\end\\", Found());
        return new Ngrams(words, levels);
    }

    private void ReadCounts()
    {
        while (Next() && _line != "\\data\\") { }
        if (_line != "\\data\\") throw Error(0, "\\data\\, the start of an ARPA model", "the end of the file");
        while (NextFilled() && _line.StartsWith("ngram ", StringComparison.Ordinal))
        {
            int equals = _line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !int.TryParse(_line.AsSpan(6, equals - 6), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int order) || order != _counts.Count + 1)
                throw Error(6, $"ngram {_counts.Count + 1}=COUNT", Found());
            if (order > MaximumOrder) throw Error(6, $"a model of order 1 to {MaximumOrder}", $"order {order}");
            if (!int.TryParse(_line.AsSpan(equals + 1), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int count) || count < 0)
                throw Error(equals + 1, "a number of n-grams", Found(equals + 1));
            _counts.Add(count);
        }
        if (_counts.Count == 0) throw Error(0, "ngram 1=COUNT", Found());
    }

    private NgramLevel ReadUnigrams(out string[] words)
    {
        var read = new List<(string Word, string Written, float Probability, float Backoff)>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (NgramLine line in ReadSection(1))
        {
            string written = _line[line.Words[0]], word = Special(written) ?? written;
            if (!known.Add(word)) throw Error(line.Words[0].Start.Value, "each word once", $"{word} again");
            read.Add((word, written, line.Probability, line.Backoff));
        }
        if (read.Select(w => w.Word.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Count() == read.Count) read = [.. read.Select(w => w with { Word = w.Word.ToLowerInvariant() })];
        float least = read.Count > 0 ? read.Where(w => w.Probability > LeastLog10 * Ln10).Select(w => w.Probability).DefaultIfEmpty(-7 * Ln10).Min() : -7 * Ln10;
        foreach (string special in Ngrams.Special)
        {
            if (!known.Contains(special)) read.Add((special, special, special == Ngrams.Special[Ngrams.Start] ? LeastLog10 * Ln10 : least, 0));
        }
        read.Sort((a, b) => Rank(a.Word) != Rank(b.Word) ? Rank(a.Word) - Rank(b.Word) : string.CompareOrdinal(a.Word, b.Word));
        for (int i = 0; i < read.Count; i++) _numbers.Add(read[i].Written, i);
        words = [.. read.Select(w => w.Word)];
        return new NgramLevel(1, [.. Enumerable.Range(0, read.Count)], [.. read.Select(w => w.Probability)], _counts.Count > 1 ? [.. read.Select(w => w.Backoff)] : []);
    }

    private NgramLevel ReadLevel(NgramLevel shorter)
    {
        int order = shorter.Order + 1, count = _counts[order - 1];
        var read = new List<(int[] Words, float Probability, float Backoff)>();
        foreach (NgramLine line in ReadSection(order))
        {
            int[] words = new int[order];
            for (int i = 0; i < order; i++)
            {
                Range range = line.Words[i];
                if (!_lookup.TryGetValue(_line.AsSpan()[range], out words[i])) throw Error(range.Start.Value, "words that are among the 1-grams", _line[range]);
            }
            if (NgramSearch.Find(shorter, words.AsSpan(0, order - 1)) < 0) throw Error(line.Words[0].Start.Value, $"an n-gram whose first {order - 1} words are among the {order - 1}-grams", _line[line.Words[0].Start..line.Words[order - 1].End]);
            read.Add((words, line.Probability, line.Backoff));
        }
        read.Sort((a, b) => a.Words.AsSpan().SequenceCompareTo(b.Words));
        for (int i = 1; i < read.Count; i++)
        {
            if (read[i].Words.AsSpan().SequenceEqual(read[i - 1].Words)) throw Error(0, $"each {order}-gram once", $"\"{string.Join(' ', read[i].Words.Select(w => _numbers.First(n => n.Value == w).Key))}\" twice above");
        }
        return new NgramLevel(order, [.. read.SelectMany(n => n.Words)], [.. read.Select(n => n.Probability)], order < _counts.Count ? [.. read.Select(n => n.Backoff)] : []);
    }

    // The lines of a section; _line is the one that was yielded last, then the line that ends the section.
    private IEnumerable<NgramLine> ReadSection(int order)
    {
        if (_line != $"\\{order}-grams:") throw Error(0, $"\\{order}-grams:", Found());
        int read = 0;
        for (; NextFilled() && _line[0] != '\\'; read++)
        {
            if (read == _counts[order - 1]) throw Error(0, $"{_counts[order - 1]} {order}-grams, as \\data\\ says", "more");
            yield return ParseLine(order);
        }
        if (read < _counts[order - 1]) throw Error(0, $"{_counts[order - 1]} {order}-grams, as \\data\\ says", $"{read}");
    }

    private NgramLine ParseLine(int order)
    {
        var fields = new List<Range>();
        for (int i = 0; i < _line.Length;)
        {
            int start = i;
            while (i < _line.Length && _line[i] is not (' ' or '\t')) i++;
            if (i > start) fields.Add(start..i);
            while (i < _line.Length && _line[i] is ' ' or '\t') i++;
        }
        bool hasBackoff = fields.Count == order + 2;
        if (fields.Count != order + 1 && !hasBackoff) throw Error(0, $"a probability, {order} word{(order > 1 ? "s" : "")} and perhaps a back-off weight", $"{fields.Count} field{(fields.Count == 1 ? "" : "s")}");
        float probability = ParseLog(fields[0]);
        if (probability > 0) throw Error(fields[0].Start.Value, "the logarithm of a probability, at most 0", _line[fields[0]]);
        return new NgramLine(probability, [.. fields.Skip(1).Take(order)], hasBackoff ? ParseLog(fields[^1]) : 0);
    }

    private float ParseLog(Range field)
    {
        if (!float.TryParse(_line.AsSpan()[field], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value)) throw Error(field.Start.Value, "a number", _line[field]);
        return Math.Max(value, LeastLog10) * Ln10;
    }

    private bool NextFilled()
    {
        while (Next())
        {
            if (_line.Length > 0) return true;
        }
        return false;
    }

    private bool Next()
    {
        _number++;
        string? line = _reader.ReadLine();
        _line = line?.TrimEnd() ?? "";
        return line is not null;
    }

    private string Found(int column = 0) => _line.Length == 0 ? "the end of the file" : $"\"{(_line.Length > column + 60 ? _line[column..(column + 60)] + "..." : _line[column..])}\"";

    private static string? Special(string word) => Array.Find(Ngrams.Special, s => s.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static int Rank(string word) => Array.IndexOf(Ngrams.Special, word) is var rank and >= 0 ? rank : Ngrams.Special.Length;

    private TextFormatException Error(int column, string expected, string found) => new(_source, _number, column + 1, expected, found);

    private sealed record NgramLine(float Probability, Range[] Words, float Backoff);
}
