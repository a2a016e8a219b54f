using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Writes tokens out as words with one space between them. What is committed is written once. Allocates only when a text is longer than the capacity and than any before. Not for two threads at once.</summary>
/// <param name="tokens">Text of each token.</param>
/// <param name="capacity">Characters of a text that need no further memory.</param>
internal sealed class TextBuilder(IReadOnlyList<string> tokens, int capacity)
{
    private readonly List<char> _text = new(capacity), _before = new(capacity);
    private readonly List<TextWord> _words = new(capacity / 2);
    private int _settledTokens, _settledLength, _settledWords;
    private TextWord _settledWord; // The last one, as it was then: it may have grown since.
    private bool _isInWord;

    /// <summary>The text; valid until the next call.</summary>
    public ReadOnlySpan<char> Text => CollectionsMarshal.AsSpan(_text);

    /// <summary>Its words; valid until the next call.</summary>
    public ReadOnlySpan<TextWord> Words => CollectionsMarshal.AsSpan(_words);

    /// <summary>How much of the text, from its start, comes from committed tokens.</summary>
    public int CommittedLength { get; private set; }

    /// <summary>Writes out the tokens of an utterance.</summary>
    /// <param name="run">All of them; those that were committed at the last call are the same as then.</param>
    /// <param name="committed">How many, from the first on, will be the same from now on.</param>
    /// <returns>Whether the text differs from the one before.</returns>
    public bool Build(ReadOnlySpan<CtcToken> run, int committed)
    {
        _before.Clear();
        _before.AddRange(Text[_settledLength..]);
        int from = _settledLength, settled = Math.Max(_settledTokens, Math.Min(committed, run.Length - 1)); // The last token may still get longer.
        bool isInWord = BackToSettled();
        Append(run[_settledTokens..settled], ref isInWord);
        (_settledTokens, _settledLength, _settledWords, _isInWord) = (settled, _text.Count, _words.Count, isInWord);
        if (_words.Count > 0) _settledWord = _words[^1];
        Append(run[settled..committed], ref isInWord);
        CommittedLength = _text.Count;
        Append(run[committed..], ref isInWord);
        return !Text[from..].SequenceEqual(CollectionsMarshal.AsSpan(_before));
    }

    /// <summary>Back to an empty text.</summary>
    public void Reset()
    {
        _text.Clear();
        _words.Clear();
        (CommittedLength, _settledTokens, _settledLength, _settledWords, _isInWord) = (0, 0, 0, 0, false);
    }

    private bool BackToSettled()
    {
        CollectionsMarshal.SetCount(_text, _settledLength);
        CollectionsMarshal.SetCount(_words, _settledWords);
        if (_settledWords > 0) _words[^1] = _settledWord;
        return _isInWord;
    }

    private void Append(ReadOnlySpan<CtcToken> run, ref bool isInWord)
    {
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
    }

    private void BeginWord(char c, CtcToken token)
    {
        if (_text.Count > 0) _text.Add(' ');
        _words.Add(new TextWord(_text.Count, 1, token.FirstStep, token.LastStep, token.MeanProbability, token.MaximumProbability));
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
            Clarity = word.Clarity + (token.MeanProbability - word.Clarity) / (word.Length + 1),
            Weakest = Math.Min(word.Weakest, token.MaximumProbability),
        };
    }
}
