namespace EmbeddedSeq.Runtime;

/// <summary>A text cannot be aligned with a sound: it is empty, or needs more time than the sound has.</summary>
public sealed class AlignmentException : Exception
{
    internal AlignmentException(string message) : base(message)
    {
    }
}
