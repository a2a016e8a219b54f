namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>A language model, phrase list or list of hot words that is not what it has to be. The message names the place, what was expected and what was found.</summary>
public sealed class TextFormatException : Exception
{
    /// <param name="source">The file, or what the text is for.</param>
    /// <param name="line">Line, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="found">What is there.</param>
    public TextFormatException(string source, int line, int column, string expected, string found)
        : base($"{source}, line {line}, column {column}: expected {expected}, found {found}") =>
        (FileName, Line, Column) = (source, line, column);

    /// <summary>The file, or what the text is for.</summary>
    public string FileName { get; }

    /// <summary>Line, from 1.</summary>
    public int Line { get; }

    /// <summary>Column, from 1.</summary>
    public int Column { get; }

    /// <summary>A character as a message shows it.</summary>
    internal static string Describe(string text, int index)
    {
        if (!System.Text.Rune.TryGetRuneAt(text, index, out System.Text.Rune rune)) return "half a character";
        return System.Text.Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"'{rune}' (U+{rune.Value:X4})";
    }
}
