using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The characters that a model's tokens write.</summary>
/// <param name="tokens">Text of each token.</param>
internal sealed class TokenCharacters(IReadOnlyList<string> tokens)
{
    private readonly HashSet<char> _characters = [.. tokens.SelectMany(t => t)];

    /// <summary>The character as the model writes it, whichever its case and whichever apostrophe it is; null if it cannot.</summary>
    public char? Find(char c)
    {
        if (TokenSpeller.IsApostrophe(c)) c = '\'';
        foreach (char form in (ReadOnlySpan<char>)[c, char.ToLowerInvariant(c), char.ToUpperInvariant(c)])
        {
            if (_characters.Contains(form)) return form;
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_characters.Where(c => !char.IsWhiteSpace(c)).Order());
}
