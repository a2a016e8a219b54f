using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Alsa;

/// <summary>The part of alsa-lib's C interface that capture needs; names and values as in alsa/pcm.h and alsa/control.h.</summary>
internal static unsafe partial class AlsaNative
{
    /// <summary>The library's run-time name: the bare "asound" exists only where the development package does.</summary>
    public const string Library = "libasound.so.2";

    public const int CaptureStream = 1;
    public const int NonBlocking = 1;
    public const int ReadWriteInterleaved = 3;

    public const int FormatS16 = 2;
    public const int FormatS32 = 10;
    public const int FormatFloat = 14;
    public const int FormatS24Packed = 32;

    // Linux errno values, which alsa-lib returns negated.
    public const int NotFound = -2;
    public const int Again = -11;
    public const int BrokenPipe = -32;
    public const int Suspended = -86;

    [LibraryImport(Library, EntryPoint = "snd_strerror")]
    public static partial nint ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "snd_lib_error_set_local")]
    public static partial nint SetThreadErrorHandler(delegate* unmanaged[Cdecl]<byte*, int, byte*, int, byte*, nint, void> handler);

    [LibraryImport(Library, EntryPoint = "snd_device_name_hint", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DeviceHints(int card, string kind, out nint* hints);

    [LibraryImport(Library, EntryPoint = "snd_device_name_get_hint", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* DeviceHint(nint hint, string id);

    [LibraryImport(Library, EntryPoint = "snd_device_name_free_hint")]
    public static partial int FreeDeviceHints(nint* hints);

    [LibraryImport(Library, EntryPoint = "snd_pcm_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(out AlsaPcm pcm, string name, int stream, int mode);

    [LibraryImport(Library, EntryPoint = "snd_pcm_close")]
    public static partial int Close(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_prepare")]
    public static partial int Prepare(AlsaPcm pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_start")]
    public static partial int Start(AlsaPcm pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_drop")]
    public static partial int Drop(AlsaPcm pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_readi")]
    public static partial nint Read(AlsaPcm pcm, byte* buffer, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_malloc")]
    public static partial int AllocateParameters(out nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_free")]
    public static partial void FreeParameters(nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_any")]
    public static partial int AnyParameters(AlsaPcm pcm, nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_rate_resample")]
    public static partial int SetResampling(AlsaPcm pcm, nint parameters, uint allowed);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_access")]
    public static partial int SetAccess(AlsaPcm pcm, nint parameters, int access);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_format")]
    public static partial int SetFormat(AlsaPcm pcm, nint parameters, int format);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_channels_near")]
    public static partial int SetChannelsNear(AlsaPcm pcm, nint parameters, ref uint channels);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_rate")]
    public static partial int SetRate(AlsaPcm pcm, nint parameters, uint rate, int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_period_size_near")]
    public static partial int SetPeriodNear(AlsaPcm pcm, nint parameters, ref nuint frames, ref int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_buffer_size_near")]
    public static partial int SetBufferNear(AlsaPcm pcm, nint parameters, ref nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params")]
    public static partial int ApplyParameters(AlsaPcm pcm, nint parameters);
}
