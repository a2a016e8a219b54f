using EmbeddedSeq.Audio.Alsa;
using EmbeddedSeq.Audio.Capture;

namespace EmbeddedSeq.Audio;

/// <summary>The devices that can record: ALSA's on Linux (PulseAudio and PipeWire are among them), WASAPI's on Windows.</summary>
public static class AudioDevices
{
    /// <summary>Lists them in the system's order.</summary>
    /// <exception cref="AudioDeviceException">The system's sound library is missing.</exception>
    /// <exception cref="PlatformNotSupportedException">This build cannot record on this system.</exception>
    public static IReadOnlyList<AudioDevice> List()
    {
        if (OperatingSystem.IsLinux())
            return AlsaDevices.List();
#if NUGET_NATIVES
        if (OperatingSystem.IsWindows())
            return Windows.WasapiDevices.List();
#endif
        throw Unsupported();
    }

    /// <summary>Opens a device by name; null for the system's default.</summary>
    internal static CaptureDevice Open(string? name, int preferredRate)
    {
        if (OperatingSystem.IsLinux())
            return AlsaCapture.OpenDevice(name ?? "default", preferredRate);
#if NUGET_NATIVES
        // WASAPI delivers in the rate of the system's mixer, whatever is preferred.
        if (OperatingSystem.IsWindows())
            return Windows.WasapiDevices.Open(name);
#endif
        throw Unsupported();
    }

    private static PlatformNotSupportedException Unsupported() => new(
        OperatingSystem.IsWindows()
            ? "Recording on Windows needs a build with the MSBuild property UseNuGetNatives=true."
            : "Recording is supported on Linux (ALSA) and Windows (WASAPI).");
}
