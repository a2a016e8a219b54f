using System.Text;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Writes text with the tokens of a model: capitals as small letters, all apostrophes as the plain one, one space between words.</summary>
internal sealed class Spelling
{
    private readonly TokenSpeller _speller;
    private readonly int _space;

    /// <param name="tokens">Text of each token; token 0 is the blank.</param>
    public Spelling(IReadOnlyList<string> tokens)
    {
        _speller = new TokenSpeller(tokens);
        _space = Math.Max(0, tokens.ToList().IndexOf(" "));
    }

    /// <summary>The tokens of a text, those of its words apart.</summary>
    /// <param name="text">Words with any white space between them.</param>
    /// <param name="skipsUnknown">Whether characters that the model lacks are left out, and words of nothing else with them.</param>
    /// <param name="words">The words, by their places among the tokens.</param>
    /// <exception cref="SpellingException">A character that the model lacks.</exception>
    public int[] Spell(string text, bool skipsUnknown, out List<SpelledWord> words)
    {
        var tokens = new List<int>(text.Length);
        words = [];
        int line = 1, lineStart = 0;
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                if (text[i++] == '\n') (line, lineStart) = (line + 1, i);
                continue;
            }
            int start = i, before = tokens.Count;
            while (i < text.Length && !char.IsWhiteSpace(text[i])) i++;
            string written = text[start..i];
            if (words.Count > 0 && _space > 0) tokens.Add(_space);
            int first = tokens.Count;
            SpellWord(written, tokens, skipsUnknown, at => new SpellingException(Unknown(written, at), line, start + at - lineStart + 1));
            if (tokens.Count > first) words.Add(new SpelledWord(written, first, tokens.Count - first));
            else tokens.RemoveRange(before, tokens.Count - before);
        }
        return [.. tokens];
    }

    private void SpellWord(string written, List<int> tokens, bool skipsUnknown, Func<int, SpellingException> fail)
    {
        string word = string.Create(written.Length, written, (span, w) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = TokenSpeller.Fold(w[i]);
        });
        for (int i = 0, length; i < word.Length; i += Math.Max(1, length))
        {
            int token = _speller.First(word.AsSpan(i), out length);
            if (token > 0) tokens.Add(token);
            else if (!skipsUnknown) throw fail(i);
        }
    }

    private string Unknown(string written, int at)
    {
        string found = Rune.TryGetRuneAt(written, at, out Rune rune) ? $"'{rune}' (U+{rune.Value:X4})" : "half a character";
        return $"expected only characters that the model can write, \"{_speller}\", found {found} in \"{written}\"";
    }
}

/// <summary>A word among the tokens of a text.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="First">Its first token.</param>
/// <param name="Count">Number of its tokens, at least 1.</param>
internal readonly record struct SpelledWord(string Text, int First, int Count);
