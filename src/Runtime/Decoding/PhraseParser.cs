using System.Text;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// Reads phrases as people write them: words, <c>(a|b)</c> for one of several, <c>[a]</c> for what may be left out, numbers in
/// digits for the words they are said with. Capitals count as small letters, a hyphen as a space.
/// </summary>
internal sealed class PhraseParser
{
    /// <summary>Most characters of all phrases together.</summary>
    public const int MaximumCharacters = 1_000_000;

    private const int MaximumPhrases = 100_000, MaximumDepth = 32;
    private readonly string _source, _line;
    private readonly int _number, _end;
    private readonly TokenCharacters _characters;
    private int _at, _depth;

    private PhraseParser(string source, int number, string line, int end, TokenCharacters characters) => (_source, _number, _line, _end, _characters) = (source, number, line, end, characters);

    /// <summary>All phrases that a line stands for, words parted by single spaces, each once.</summary>
    /// <param name="source">Name of the list for messages.</param>
    /// <param name="number">Number of the line, from 1.</param>
    /// <param name="line">The line.</param>
    /// <param name="end">Where the phrase ends in it.</param>
    /// <param name="characters">What the model can write.</param>
    /// <exception cref="TextFormatException">Brackets that do not match, nothing in them, more than 32 in one another, a character that the model cannot write, or too many phrases.</exception>
    public static IReadOnlyList<string> Parse(string source, int number, string line, int end, TokenCharacters characters)
    {
        var parser = new PhraseParser(source, number, line, end, characters);
        List<string> phrases = parser.Alternatives();
        if (parser._at < end) throw parser.Error("a word", $"'{line[parser._at]}' without its opening bracket");
        return phrases.Exists(p => p.Length > 0) ? [.. phrases.Where(p => p.Length > 0).Distinct()] : throw parser.Error("a phrase of at least one word", "none", 0);
    }

    private List<string> Alternatives()
    {
        int start = _at;
        List<string> all = Sequence();
        while (_at < _end && _line[_at] == '|')
        {
            _at++;
            all.AddRange(Sequence());
            RefuseTooMuch(all.Count, Characters(all), start);
        }
        if (all.Exists(p => p.Length == 0) && all.Count > 1 && start > 0 && _line[start - 1] == '(') throw Error("a word on each side of |; write [word] for what may be left out", "nothing", start);
        return all;
    }

    // The items are put together behind the last of them: what is too much is refused before it takes time and memory.
    private List<string> Sequence()
    {
        var items = new List<List<string>>();
        long phrases = 1, characters = 0;
        while (_at < _end && _line[_at] is not ('|' or ')' or ']'))
        {
            int start = _at;
            List<string> item = Item();
            if (item is [""]) continue;
            characters = characters * item.Count + phrases * Characters(item);
            phrases *= item.Count;
            RefuseTooMuch(phrases, characters, start);
            items.Add(item);
        }
        return [.. Enumerable.Range(0, (int)phrases).Select(number => Choose(items, number))];
    }

    // One of the phrases that the items stand for; the last item changes the fastest.
    private static string Choose(List<List<string>> items, int number)
    {
        string[] chosen = new string[items.Count];
        for (int i = items.Count - 1; i >= 0; i--)
        {
            chosen[i] = items[i][number % items[i].Count];
            number /= items[i].Count;
        }
        return string.Join(' ', chosen.Where(c => c.Length > 0));
    }

    private List<string> Item()
    {
        char c = _line[_at];
        if (c is '(' or '[') return Group(c == '(' ? ')' : ']');
        if (IsSpace(_at))
        {
            _at++;
            return [""];
        }
        return char.IsAsciiDigit(c) ? Number() : [Word()];
    }

    private List<string> Group(char close)
    {
        int open = _at++;
        if (++_depth > MaximumDepth) throw Error($"at most {MaximumDepth} brackets in one another", "more", open);
        List<string> inside = Alternatives();
        _depth--;
        if (_at == _end || _line[_at] != close) throw Error($"'{close}' for the bracket in column {open + 1}", _at == _end ? "the end of the phrase" : $"'{_line[_at]}'");
        if (!inside.Exists(p => p.Length > 0)) throw Error("words between the brackets", "nothing", open);
        _at++;
        if (close == ']') inside.Add("");
        return inside;
    }

    private List<string> Number()
    {
        int start = _at;
        while (_at < _end && char.IsAsciiDigit(_line[_at])) _at++;
        if (_at < _end && !IsSpace(_at) && _line[_at] is not ('(' or ')' or '[' or ']' or '|')) throw Error("a number that ends with its digits", TextFormatException.Describe(_line, _at));
        string[] readings = NumberWords.Readings(_line[start.._at]);
        foreach (char c in string.Concat(readings))
        {
            if (c != ' ' && _characters.Find(c) is null) throw Error($"a model that can write \"{readings[0]}\"", $"one without '{c}'", start);
        }
        return [.. readings.Select(r => string.Concat(r.Select(c => _characters.Find(c) ?? c)))];
    }

    private string Word()
    {
        var word = new StringBuilder();
        for (; _at < _end && !IsSpace(_at) && _line[_at] is not ('(' or ')' or '[' or ']' or '|'); _at++)
        {
            if (char.IsAsciiDigit(_line[_at])) throw Error("a word without digits", TextFormatException.Describe(_line, _at));
            word.Append(_characters.Find(_line[_at]) ?? throw Error($"characters that the model can write, \"{_characters}\"", TextFormatException.Describe(_line, _at)));
        }
        return word.ToString();
    }

    private bool IsSpace(int at) => char.IsWhiteSpace(_line[at]) || (_line[at] == '-' && _characters.Find('-') is null);

    private void RefuseTooMuch(long phrases, long characters, int at)
    {
        if (phrases > MaximumPhrases) throw Error($"at most {MaximumPhrases} phrases of one line", "more", at);
        if (characters > MaximumCharacters) throw Error($"phrases of at most {MaximumCharacters} characters together", "more", at);
    }

    // Without the spaces between words: those are counted where the phrases are.
    private static long Characters(List<string> phrases) => phrases.Sum(p => (long)p.Length);

    private TextFormatException Error(string expected, string found, int? at = null) => new(_source, _number, (at ?? _at) + 1, expected, found);
}
