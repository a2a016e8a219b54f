namespace EmbeddedSeq.Native;

/// <summary>Wrong use of eseq.h.</summary>
internal sealed class NativeException(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code { get; } = code;
}
