using EmbeddedSeq.Audio.Capture;

namespace EmbeddedSeq.Audio.Alsa;

/// <summary>
/// Capture through alsa-lib in non-blocking mode: through the plug-ins that every desktop's default device is made of, a
/// blocking read is not woken when the stream is dropped, and waiting for the device may ignore its time limit.
/// </summary>
internal sealed unsafe class AlsaCapture : CaptureDevice
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly AlsaPcm pcm;
    private readonly SampleFormat format;
    private readonly int ringFrames;
    private readonly byte[] buffer;
    private readonly ManualResetEventSlim stopping = new();
    private readonly Lock gate = new();
    private volatile Thread? thread;
    private int overruns;

    private AlsaCapture(string name, AlsaPcm pcm, int preferredRate)
        : base(name)
    {
        this.pcm = pcm;
        format = AlsaParameters.Negotiate(pcm, name, preferredRate, out ringFrames);
        buffer = new byte[ringFrames * format.BytesPerFrame];
    }

    public override SampleFormat Format => format;

    public override int Overruns => Volatile.Read(ref overruns);

    /// <exception cref="AudioDeviceException">The device is unknown, busy, or alsa-lib is not installed.</exception>
    public static AlsaCapture OpenDevice(string name, int preferredRate)
    {
        AlsaLibrary.Require(name);
        using var quiet = AlsaLibrary.Quiet();
        int result = AlsaNative.Open(out AlsaPcm pcm, name, AlsaNative.CaptureStream, AlsaNative.NonBlocking);
        if (result < 0)
        {
            pcm.Dispose();
            string reason = result == AlsaNative.NotFound ? "there is no such device" : $"cannot be opened: {AlsaLibrary.Describe(result)}";
            throw new AudioDeviceException(name, reason, AlsaDevices.List());
        }

        try
        {
            return new AlsaCapture(name, pcm, preferredRate);
        }
        catch
        {
            pcm.Dispose();
            throw;
        }
    }

    public override void Start(FrameSink deliver, Action<Exception?> ended)
    {
        lock (gate)
        {
            if (thread is not null)
                throw new InvalidOperationException($"Recording device \"{Name}\" is recording already.");
            using (AlsaLibrary.Quiet())
                Begin("cannot be started");
            stopping.Reset();
            thread = new Thread(() => Run(deliver, ended)) { IsBackground = true, Name = "microphone" };
            thread.Start();
        }
    }

    public override void Stop()
    {
        Thread? running = thread;
        stopping.Set();
        if (running is not null && running != Thread.CurrentThread)
            running.Join();
    }

    public override void Dispose()
    {
        Stop();
        pcm.Dispose();
    }

    // Whatever ends the stream, a lost device or a handler that throws, must reach the listener and not end the process.
#pragma warning disable CA1031
    private void Run(FrameSink deliver, Action<Exception?> ended)
    {
        Exception? error = null;
        try
        {
            using var quiet = AlsaLibrary.Quiet();
            while (!stopping.IsSet)
            {
                if (ReadOnce(deliver) == 0)
                    stopping.Wait(PollInterval);
            }

            // What the device has recorded until now, but no more: a device that is not paced would never end.
            int left = ringFrames;
            for (int count; left > 0 && (count = ReadOnce(deliver)) > 0;)
                left -= count;
            _ = AlsaNative.Drop(pcm);
        }
        catch (Exception e)
        {
            error = e;
        }

        thread = null;
        ended(error);
    }
#pragma warning restore CA1031

    /// <summary>Delivers what is there; 0 frames if nothing is.</summary>
    private int ReadOnce(FrameSink deliver)
    {
        nint frames;
        fixed (byte* start = buffer)
            frames = AlsaNative.Read(pcm, start, (nuint)(buffer.Length / format.BytesPerFrame));
        switch ((int)frames)
        {
            case > 0 and var count:
                deliver(buffer.AsSpan(0, count * format.BytesPerFrame));
                return count;
            case 0 or AlsaNative.Again:
                return 0;
            case AlsaNative.BrokenPipe or AlsaNative.Suspended:
                // The ring overflowed, or the machine slept: audio is missing here, and recording begins anew.
                Begin("was lost");
                Interlocked.Increment(ref overruns);
                return 0;
            case var error:
                throw new AudioDeviceException(Name, $"was lost: {AlsaLibrary.Describe(error)}");
        }
    }

    private void Begin(string problem)
    {
        AlsaLibrary.Check(AlsaNative.Prepare(pcm), Name, problem);
        AlsaLibrary.Check(AlsaNative.Start(pcm), Name, problem);
    }
}
