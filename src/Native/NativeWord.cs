using System.Runtime.InteropServices;

namespace EmbeddedSeq.Native;

/// <summary>eseq_word of eseq.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeWord
{
    public int Offset, Length;
    public double Start, End;
    public float Confidence;
    public int Reserved;
}
