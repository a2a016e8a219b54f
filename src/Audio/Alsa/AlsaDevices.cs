using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Alsa;

/// <summary>Capture devices by alsa-lib's name hints, which include those of PulseAudio and PipeWire.</summary>
internal static unsafe class AlsaDevices
{
    // Listed beside the devices, but only stages between a program and a device that it names itself.
    private static readonly string[] Stages = ["null", "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix"];

    /// <exception cref="AudioDeviceException">alsa-lib is not installed, or its configuration cannot be read.</exception>
    public static IReadOnlyList<AudioDevice> List()
    {
        AlsaLibrary.Require("default");
        using var quiet = AlsaLibrary.Quiet();
        AlsaLibrary.Check(AlsaNative.DeviceHints(card: -1, "pcm", out nint* hints), "default", "the list of devices cannot be read");
        var devices = new List<AudioDevice>();
        for (nint* hint = hints; *hint != 0; hint++)
        {
            // No direction means both.
            if (Text(*hint, "NAME") is { } name && Text(*hint, "IOID") is null or "Input" && !Stages.Contains(name))
                devices.Add(new AudioDevice(name, (Text(*hint, "DESC") ?? name).Replace("\n", ", ", StringComparison.Ordinal)));
        }

        // Cannot fail: the hints come from the call above.
        _ = AlsaNative.FreeDeviceHints(hints);
        return devices;
    }

    private static string? Text(nint hint, string id)
    {
        byte* text = AlsaNative.DeviceHint(hint, id);
        string? copy = Marshal.PtrToStringUTF8((nint)text);
        NativeMemory.Free(text);
        return copy;
    }
}
