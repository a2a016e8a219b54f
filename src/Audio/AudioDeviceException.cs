namespace EmbeddedSeq.Audio;

/// <summary>A recording device is unknown, busy, lost, or the system's sound library is missing.</summary>
public sealed class AudioDeviceException : IOException
{
    /// <summary>Creates an error about one device.</summary>
    /// <param name="deviceName">The device as it was asked for.</param>
    /// <param name="reason">What went wrong with it.</param>
    /// <param name="availableDevices">The devices that could be opened instead; null if that is not the point.</param>
    public AudioDeviceException(string deviceName, string reason, IReadOnlyList<AudioDevice>? availableDevices = null)
        : base($"recording device \"{deviceName}\": {reason}{List(availableDevices)}")
    {
        DeviceName = deviceName;
        AvailableDevices = availableDevices ?? [];
    }

    /// <summary>The device as it was asked for.</summary>
    public string DeviceName { get; }

    /// <summary>The devices that could be opened instead; empty if that is not the point.</summary>
    public IReadOnlyList<AudioDevice> AvailableDevices { get; }

    private static string List(IReadOnlyList<AudioDevice>? devices) => devices switch
    {
        null => "",
        [] => "; no device can record",
        _ => $"; available: {string.Join(", ", devices.Select(device => $"\"{device.Name}\""))}",
    };
}
