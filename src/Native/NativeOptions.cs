using System.Runtime.InteropServices;

namespace EmbeddedSeq.Native;

/// <summary>eseq_options of eseq.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOptions
{
    public ulong LanguageModel;
    public byte* Phrases, HotWords;
    public double SilenceAfterSpeech;
    public int PhraseSequences, PushToTalk, Beam, Reserved;
}
