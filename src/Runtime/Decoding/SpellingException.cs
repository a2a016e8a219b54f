namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>A text has a character that a model cannot write.</summary>
public sealed class SpellingException : FormatException
{
    internal SpellingException(string problem, int line, int column) : base($"line {line}, column {column}: {problem}")
    {
        (Line, Column) = (line, column);
    }

    /// <summary>Line of the text, from 1.</summary>
    public int Line { get; }

    /// <summary>Character of the line, from 1.</summary>
    public int Column { get; }
}
