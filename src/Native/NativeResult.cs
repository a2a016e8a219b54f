using System.Runtime.InteropServices;

namespace EmbeddedSeq.Native;

/// <summary>eseq_result of eseq.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public double Start, End;
    public int IsFinal, IsRejected, TextLength, CommittedLength, WordCount, Reserved;
}
