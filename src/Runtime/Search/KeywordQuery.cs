using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>A word or phrase as the tokens that a model would write, spaces around it where the model writes spaces.</summary>
public sealed class KeywordQuery
{
    /// <summary>Letters of the longest text that is searched for.</summary>
    internal const int LongestText = 200;

    private KeywordQuery(string text, int[] tokens, int space) => (Text, Tokens, Space) = (text, tokens, space);

    /// <summary>The text, in the model's letters.</summary>
    public string Text { get; }

    /// <summary>The tokens, a space at each end if the model has one.</summary>
    internal int[] Tokens { get; }

    /// <summary>The token of the space, or −1.</summary>
    internal int Space { get; }

    /// <summary>Tokens that are letters.</summary>
    public int Letters => Tokens.Count(t => t != Space);

    /// <summary>Steps that it may last: slow speech, three times as slow as usual, and a pause.</summary>
    internal int LongestSteps => 24 + 7 * Tokens.Length;

    /// <summary>Spells a text. Capitals count as small letters; hyphens and line breaks as spaces; other punctuation is left out.</summary>
    /// <exception cref="ArgumentException">Nothing is left, it is too long, or it has a character that the model cannot write; the message says which.</exception>
    public static KeywordQuery FromText(string text, IndexDescription index)
    {
        string normal = Normalize(text, index.Tokens);
        if (normal.Length == 0) throw new ArgumentException($"\"{text}\": expected a word, found no letter.", nameof(text));
        if (normal.Length > LongestText) throw new ArgumentException($"Expected a text of at most {LongestText} letters, found {normal.Length}.", nameof(text));
        var speller = new TokenSpeller(index.Tokens);
        var tokens = new List<int>();
        for (int at = 0, length; at < normal.Length; at += length)
        {
            int token = speller.First(normal.AsSpan(at), out length);
            if (token == 0) throw new ArgumentException($"\"{text}\": the model {index.Model} cannot write '{normal[at]}'; write numbers and abbreviations as words.", nameof(text));
            tokens.Add(token);
        }
        return FromTokens(normal, [.. tokens], index.Space);
    }

    /// <summary>A query for tokens that were heard.</summary>
    internal static KeywordQuery FromTokens(string text, int[] tokens, int space) => new(text, space < 0 ? tokens : [space, .. tokens, space], space);

    private static string Normalize(string text, IReadOnlyList<string> tokens)
    {
        bool hasSpace = tokens.Contains(" ");
        var result = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            char letter = TokenSpeller.Fold(c);
            bool isBreak = char.IsWhiteSpace(letter) || letter is '-' or '\u2010' or '\u2011' or '\u2013' or '\u2014' or '_' or '/';
            if (isBreak && hasSpace && result.Length > 0 && result[^1] != ' ') result.Append(' ');
            else if (!isBreak && (letter == '\'' || !char.IsPunctuation(letter))) result.Append(letter);
        }
        return result.ToString().TrimEnd(' ');
    }
}
