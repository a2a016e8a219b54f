using System.Runtime.Versioning;
using EmbeddedSeq.Audio.Adapters;
using NAudio.CoreAudioApi;

namespace EmbeddedSeq.Audio.Windows;

/// <summary>Capture devices of the Windows Audio Session API, through NAudio, in shared mode and the mixer's format.</summary>
[SupportedOSPlatform("windows")]
internal static class WasapiDevices
{
    private const int BufferMilliseconds = 40;

    public static IReadOnlyList<AudioDevice> List()
    {
        using var enumerator = new MMDeviceEnumerator();
        return [.. enumerator.EnumerateAudioEndPoints(DataFlow.Capture, DeviceState.Active).Select(Describe)];
    }

    /// <summary>Opens a device by its name or, where two share one, its id; null for the system's default.</summary>
    /// <exception cref="AudioDeviceException">There is no such device.</exception>
    public static WaveInDevice Open(string? name)
    {
        using var enumerator = new MMDeviceEnumerator();
        MMDevice device = name is null ? Default(enumerator) : Find(enumerator, name);

        // NAudio posts its last event to the context it was created in: a user interface that waits for that event would wait for itself.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new WaveInDevice(device.FriendlyName, new WasapiCapture(device, useEventSync: true, BufferMilliseconds));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static MMDevice Default(MMDeviceEnumerator enumerator) =>
        enumerator.HasDefaultAudioEndpoint(DataFlow.Capture, Role.Console)
            ? enumerator.GetDefaultAudioEndpoint(DataFlow.Capture, Role.Console)
            : throw new AudioDeviceException("default", "is not there", List());

    private static MMDevice Find(MMDeviceEnumerator enumerator, string name) =>
        enumerator.EnumerateAudioEndPoints(DataFlow.Capture, DeviceState.Active).FirstOrDefault(device => device.FriendlyName == name || device.ID == name)
            ?? throw new AudioDeviceException(name, "is not there", List());

    private static AudioDevice Describe(MMDevice device) => new(device.FriendlyName, device.ID);
}
