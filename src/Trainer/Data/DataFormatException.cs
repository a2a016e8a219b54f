namespace EmbeddedSeq.Trainer.Data;

/// <summary>Training data that is not what it has to be. The message names the file, the line, what was expected and what was found.</summary>
public sealed class DataFormatException : Exception
{
    /// <param name="source">The file, folder or utterance at fault.</param>
    /// <param name="line">Line in the file, from 1; null if the fault is not in one line.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public DataFormatException(string source, int? line, string expected, string found, Exception? inner = null)
        : base($"{source}{(line is { } n ? $", line {n}" : "")}: expected {expected}, found {found}", inner) =>
        (FileName, Line) = (source, line);

    /// <summary>The file, folder or utterance at fault.</summary>
    public string FileName { get; }

    /// <summary>Line in the file, from 1; null if the fault is not in one line.</summary>
    public int? Line { get; }
}
