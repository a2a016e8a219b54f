using System.Text;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>What happens to a character that the model cannot write.</summary>
public enum UnknownCharacters
{
    /// <summary>It is an error.</summary>
    Fail,

    /// <summary>It is left out and counted.</summary>
    Drop,
}

/// <summary>Turns text into token numbers and back. Safe to use from several threads at once.</summary>
internal sealed class Tokenizer
{
    private readonly IReadOnlyList<string> _tokens;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers;
    private readonly int _longest;
    private readonly UnknownCharacters _unknown;
    private long _dropped;

    /// <param name="tokens">Text of each token; token 0 is the CTC blank (see ModelSpec.Tokens).</param>
    /// <param name="unknown">What happens to characters that no token writes.</param>
    public Tokenizer(IReadOnlyList<string> tokens, UnknownCharacters unknown = UnknownCharacters.Fail)
    {
        (_tokens, _unknown) = (tokens, unknown);
        _longest = tokens.Max(t => t.Length);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 1; i < tokens.Count; i++) numbers.Add(tokens[i], i);
        _numbers = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Characters left out so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The normalised text as token numbers; where several tokens fit, the longest.</summary>
    /// <param name="text">Any text; see <see cref="TextNormalizer"/>.</param>
    /// <param name="id">Name of the utterance, for the message.</param>
    /// <exception cref="DataFormatException">A character that no token writes, unless such characters are dropped.</exception>
    public int[] Encode(string text, string id)
    {
        string normal = TextNormalizer.Normalize(text);
        if (TryEncode(normal, out List<int> numbers, out int unknown)) return [.. numbers];
        if (_unknown is UnknownCharacters.Fail)
        {
            string all = string.Concat(_tokens.Skip(1)), found = Rune.TryGetRuneAt(normal, unknown, out Rune rune) ? $"'{rune}' (U+{rune.Value:X4})" : "half a character";
            throw new DataFormatException($"utterance {id}", null, $"only characters that the model can write, \"{all}\"", $"{found} in \"{normal}\"");
        }
        var kept = new StringBuilder(normal);
        while (!TryEncode(kept.ToString(), out numbers, out unknown))
        {
            kept.Remove(unknown, 1);
            Interlocked.Increment(ref _dropped);
        }
        // Dropping may leave two spaces side by side.
        return TryEncode(TextNormalizer.Normalize(kept.ToString()), out numbers, out _) ? [.. numbers] : throw new InvalidOperationException("normalising text made a character that was not there");
    }

    /// <summary>The text that token numbers spell.</summary>
    public string Decode(ReadOnlySpan<int> numbers)
    {
        var text = new StringBuilder();
        foreach (int number in numbers) text.Append(_tokens[number]);
        return text.ToString();
    }

    private bool TryEncode(ReadOnlySpan<char> text, out List<int> numbers, out int unknown)
    {
        numbers = new List<int>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int length = Math.Min(_longest, text.Length - i), number = 0;
            while (length > 0 && !_numbers.TryGetValue(text.Slice(i, length), out number)) length--;
            unknown = i;
            if (length == 0) return false;
            numbers.Add(number);
            i += length;
        }
        unknown = -1;
        return true;
    }
}
