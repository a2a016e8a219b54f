using NAudio.Wave;

namespace EmbeddedSeq.Audio.Tests.Adapters;

/// <summary>A recorder of NAudio's kind that plays a file once, reusing its buffer as the real ones do.</summary>
internal sealed class FileWaveIn(string path, Exception? lost = null) : IWaveIn
{
    private readonly WaveFileReader reader = new(path);
    private volatile bool stopping;

    public event EventHandler<WaveInEventArgs>? DataAvailable;

    public event EventHandler<StoppedEventArgs>? RecordingStopped;

    public WaveFormat WaveFormat
    {
        get => reader.WaveFormat;
        set => throw new NotSupportedException();
    }

    public void StartRecording() => new Thread(Run).Start();

    public void StopRecording() => stopping = true;

    public void Dispose() => reader.Dispose();

    private void Run()
    {
        var buffer = new byte[1000 * reader.WaveFormat.BlockAlign];
        for (int count; !stopping && (count = reader.Read(buffer, 0, buffer.Length)) > 0;)
        {
            DataAvailable?.Invoke(this, new WaveInEventArgs(buffer, count));
            Array.Fill(buffer, (byte)0x55);
        }

        RecordingStopped?.Invoke(this, new StoppedEventArgs(lost));
    }
}
