using EmbeddedSeq.Audio.Capture;
using EmbeddedSeq.Audio.Conversion;

namespace EmbeddedSeq.Audio;

/// <summary>
/// A recording device as a stream of mono samples at one rate, whatever its own channels and rate are.
/// Open, subscribe, <see cref="Start"/>; after <see cref="Stop"/> it can be started again.
/// </summary>
public sealed class Microphone : IDisposable
{
    private readonly CaptureDevice device;
    private readonly MonoConverter converter;
    private readonly SampleSink deliver;

    internal Microphone(CaptureDevice device, int sampleRate)
    {
        this.device = device;
        SampleRate = sampleRate;
        converter = new MonoConverter(device.Format, sampleRate);
        // Made once: a method named in a call is a new delegate every time.
        deliver = samples => SamplesAvailable?.Invoke(samples);
    }

    /// <summary>Samples as they arrive, a few milliseconds at a time, on the device's own thread.</summary>
    public event SampleSink? SamplesAvailable;

    /// <summary>Raised once for every start, after the last samples, on the device's own thread.</summary>
    public event EventHandler<MicrophoneStoppedEventArgs>? Stopped;

    /// <summary>The device as the system names it.</summary>
    public string DeviceName => device.Name;

    /// <summary>What the device itself delivers.</summary>
    public SampleFormat DeviceFormat => device.Format;

    /// <summary>Samples per second that <see cref="SamplesAvailable"/> gives.</summary>
    public int SampleRate { get; }

    /// <summary>How often audio was lost because handlers took longer than the device can wait, which is half a second at least.</summary>
    public int Overruns => device.Overruns;

    /// <summary>Opens a device, which from then on is in use until <see cref="Dispose"/>.</summary>
    /// <param name="deviceName">A name from <see cref="AudioDevices.List"/>, or any that the system understands; null for its default.</param>
    /// <param name="sampleRate">Samples per second to deliver, 1 000 to 768 000 Hz.</param>
    /// <exception cref="AudioDeviceException">The device is unknown or cannot be opened, or the sound library is missing.</exception>
    /// <exception cref="PlatformNotSupportedException">This build cannot record on this system.</exception>
    public static Microphone Open(string? deviceName = null, int sampleRate = 16000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, SampleRates.Min);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, SampleRates.Max);
        return new Microphone(AudioDevices.Open(deviceName, sampleRate), sampleRate);
    }

    /// <summary>Begins to record.</summary>
    /// <exception cref="AudioDeviceException">The device refuses, for example because it was unplugged.</exception>
    /// <exception cref="InvalidOperationException">It is recording already.</exception>
    public void Start() => device.Start(frames => converter.Push(frames, deliver), OnEnded);

    /// <summary>
    /// Ends the recording. On Linux the last samples and <see cref="Stopped"/> come before this returns, unless it is called
    /// from a handler; on Windows they may come after it. Does nothing when stopped already.
    /// </summary>
    public void Stop() => device.Stop();

    /// <summary>Stops and gives the device back. Not to be called from a handler: stop there, dispose later.</summary>
    public void Dispose() => device.Dispose();

    private void OnEnded(Exception? error)
    {
        // After an error in a handler it is not called again.
        converter.Flush(error is null ? deliver : static _ => { });
        Stopped?.Invoke(this, new MicrophoneStoppedEventArgs(error));
    }
}
