using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Writes tokens out as words with one space between them. Allocates only when a text is longer than the capacity and than any before. Not for two threads at once.</summary>
/// <param name="tokens">Text of each token.</param>
/// <param name="capacity">Characters of a text that need no further memory.</param>
internal sealed class TextBuilder(IReadOnlyList<string> tokens, int capacity)
{
    private List<char> _text = new(capacity), _before = new(capacity);
    private readonly List<TextWord> _words = new(capacity / 2);

    /// <summary>The text; valid until the next call.</summary>
    public ReadOnlySpan<char> Text => CollectionsMarshal.AsSpan(_text);

    /// <summary>Its words; valid until the next call.</summary>
    public ReadOnlySpan<TextWord> Words => CollectionsMarshal.AsSpan(_words);

    /// <summary>Writes out the tokens of an utterance.</summary>
    /// <returns>Whether the text differs from the one before.</returns>
    public bool Build(ReadOnlySpan<CtcToken> run)
    {
        (_text, _before) = (_before, _text);
        _text.Clear();
        _words.Clear();
        bool isInWord = false;
        foreach (CtcToken token in run)
        {
            foreach (char c in tokens[token.Index])
            {
                if (char.IsWhiteSpace(c)) isInWord = false;
                else if (isInWord) ExtendWord(c, token);
                else BeginWord(c, token);
                isInWord |= !char.IsWhiteSpace(c);
            }
        }
        return !Text.SequenceEqual(CollectionsMarshal.AsSpan(_before));
    }

    /// <summary>Back to an empty text.</summary>
    public void Reset()
    {
        _text.Clear();
        _words.Clear();
    }

    private void BeginWord(char c, CtcToken token)
    {
        if (_text.Count > 0) _text.Add(' ');
        _words.Add(new TextWord(_text.Count, 1, token.FirstStep, token.LastStep, token.MeanProbability));
        _text.Add(c);
    }

    private void ExtendWord(char c, CtcToken token)
    {
        _text.Add(c);
        TextWord word = _words[^1];
        _words[^1] = word with
        {
            Length = word.Length + 1,
            LastStep = token.LastStep,
            Confidence = word.Confidence + (token.MeanProbability - word.Confidence) / (word.Length + 1),
        };
    }
}
