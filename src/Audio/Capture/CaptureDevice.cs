namespace EmbeddedSeq.Audio.Capture;

/// <summary>One way of recording: a device that delivers raw frames on a thread of its own until it is stopped.</summary>
internal abstract class CaptureDevice(string name) : IDisposable
{
    public string Name { get; } = name;

    public abstract SampleFormat Format { get; }

    /// <summary>How often samples were lost because they were not taken in time.</summary>
    public virtual int Overruns => 0;

    /// <summary>Begins to deliver.</summary>
    /// <param name="deliver">Takes whole frames in <see cref="Format"/>; what it throws ends the stream.</param>
    /// <param name="ended">Called once, after the last frames, with what ended the stream if that was not <see cref="Stop"/>.</param>
    public abstract void Start(FrameSink deliver, Action<Exception?> ended);

    /// <summary>Ends delivery; does nothing when stopped already. May be called from within either callback.</summary>
    public abstract void Stop();

    public abstract void Dispose();
}

/// <summary>Takes whole frames; the bytes are only valid during the call.</summary>
internal delegate void FrameSink(ReadOnlySpan<byte> frames);
