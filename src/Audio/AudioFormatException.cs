namespace EmbeddedSeq.Audio;

/// <summary>An audio file is not what it should be: which file, at which byte, what was expected and what was found.</summary>
public sealed class AudioFormatException : FormatException
{
    /// <summary>Creates the error with a message made of its parts.</summary>
    /// <param name="fileName">The file that was read.</param>
    /// <param name="offset">Byte in the file where reading failed.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public AudioFormatException(string fileName, long offset, string expected, string found)
        : base($"{fileName}: expected {expected} at byte {offset}, found {found}")
    {
        FileName = fileName;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file that was read.</summary>
    public string FileName { get; }

    /// <summary>Byte in the file where reading failed.</summary>
    public long Offset { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
