namespace EmbeddedSeq.Runtime.Model;

/// <summary>Which token writes the next letters of a text.</summary>
internal sealed class TokenSpeller
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers;
    private readonly IReadOnlyList<string> _tokens;
    private readonly int _longest;

    /// <param name="tokens">Text of each token; token 0 is the blank.</param>
    public TokenSpeller(IReadOnlyList<string> tokens)
    {
        (_tokens, _longest) = (tokens, tokens.Max(t => t.Length));
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 1; i < tokens.Count; i++) numbers.TryAdd(tokens[i], i);
        _numbers = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether a character is one of those that are typed for an apostrophe.</summary>
    public static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u2018' or '\u02BC' or '\uFF07' or '\u0060' or '\u00B4';

    /// <summary>A capital as the small letter, any apostrophe as the plain one.</summary>
    public static char Fold(char c) => IsApostrophe(c) ? '\'' : char.ToLowerInvariant(c);

    /// <summary>The longest token that a text begins with; 0 if there is none.</summary>
    /// <param name="text">Folded.</param>
    /// <param name="length">Characters of the token.</param>
    public int First(ReadOnlySpan<char> text, out int length)
    {
        int number = 0;
        for (length = Math.Min(_longest, text.Length); length > 0 && !_numbers.TryGetValue(text[..length], out number);) length--;
        return length > 0 ? number : 0;
    }

    /// <summary>What the model can write, for messages.</summary>
    public override string ToString() => string.Concat(_tokens.Skip(1));
}
