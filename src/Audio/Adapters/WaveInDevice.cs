using System.Runtime.InteropServices;
using EmbeddedSeq.Audio.Capture;
using NAudio.Wave;

namespace EmbeddedSeq.Audio.Adapters;

/// <summary>Any recorder of NAudio as a capture device.</summary>
internal sealed class WaveInDevice(string name, IWaveIn source) : CaptureDevice(name)
{
    private FrameSink? deliver;
    private Action<Exception?>? ended;
    private Exception? handlerError;
    private bool subscribed;

    public override SampleFormat Format { get; } = source.WaveFormat.ToSampleFormat();

    public override void Start(FrameSink deliver, Action<Exception?> ended)
    {
        this.deliver = deliver;
        this.ended = ended;
        handlerError = null;
        if (!subscribed)
        {
            source.DataAvailable += OnData;
            source.RecordingStopped += OnStopped;
            subscribed = true;
        }

        try
        {
            source.StartRecording();
        }
        catch (COMException e)
        {
            // WASAPI's refusals: in exclusive use, unplugged, or the user has forbidden the microphone.
            throw new AudioDeviceException(Name, $"cannot be started: {e.Message}");
        }
    }

    public override void Stop() => source.StopRecording();

    public override void Dispose() => source.Dispose();

    private void OnData(object? sender, WaveInEventArgs e)
    {
        if (handlerError is not null)
            return;
        // Recorders differ in what they do with an exception of a handler; here it always ends the stream and is reported.
#pragma warning disable CA1031
        try
        {
            deliver!(e.Buffer.AsSpan(0, e.BytesRecorded));
        }
        catch (Exception error)
        {
            handlerError = error;
            source.StopRecording();
        }
#pragma warning restore CA1031
    }

    private void OnStopped(object? sender, StoppedEventArgs e) =>
        ended!(handlerError ?? (e.Exception is { } lost ? new AudioDeviceException(Name, $"was lost: {lost.Message}") : null));
}
