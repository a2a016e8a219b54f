using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Audio.Alsa;

/// <summary>An open snd_pcm_t. Disposed while a call is under way, it is closed when that call returns.</summary>
internal sealed class AlsaPcm() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => AlsaNative.Close(handle) == 0;
}
