namespace EmbeddedSeq.Audio.Tests.Capture;

/// <summary>Keeps all that a microphone delivers, and how it ended.</summary>
internal sealed class Recorder
{
    private readonly List<float> samples = [];
    private readonly TaskCompletionSource<Exception?> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Recorder(Microphone microphone)
    {
        microphone.SamplesAvailable += block =>
        {
            lock (samples)
                samples.AddRange(block);
        };
        microphone.Stopped += (_, e) => stopped.SetResult(e.Error);
    }

    public int Count
    {
        get
        {
            lock (samples)
                return samples.Count;
        }
    }

    public bool HasStopped => stopped.Task.IsCompleted;

    /// <summary>Waits for the end; null or what ended the stream.</summary>
    public async Task<Exception?> Ended() => await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public float[] ToArray()
    {
        lock (samples)
            return [.. samples];
    }
}
