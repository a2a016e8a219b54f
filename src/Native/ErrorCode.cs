namespace EmbeddedSeq.Native;

/// <summary>What functions of eseq.h return when they fail: its eseq_error.</summary>
internal enum ErrorCode
{
    None = 0,
    Argument = -1,
    Handle = -2,
    File = -3,
    Model = -4,
    Busy = -5,
    Overflow = -6,
    Buffer = -7,

    // -8 is of eseq_host.c: .NET cannot be started.
    Internal = -9,
    State = -10,
}
