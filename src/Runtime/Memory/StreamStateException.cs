namespace EmbeddedSeq.Runtime.Memory;

/// <summary>A state of a stream cannot be restored: it is damaged, or was saved on another model or with other options. The message says what was expected and what was found.</summary>
public sealed class StreamStateException : Exception
{
    internal StreamStateException(string message) : base($"The state of a stream cannot be restored: {message}.")
    {
    }
}
