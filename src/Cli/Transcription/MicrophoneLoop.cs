using System.Runtime.ExceptionServices;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>Listens to a microphone until Ctrl-C.</summary>
internal static class MicrophoneLoop
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes samples; returns how many. Called on the thread of the microphone.</summary>
    public delegate int Push(ReadOnlySpan<float> samples);

    /// <summary>Opens a microphone and passes on what it hears.</summary>
    /// <param name="device">Its name; null for the system's.</param>
    /// <param name="sampleRate">Rate of the samples.</param>
    /// <param name="push">Takes samples.</param>
    /// <param name="process">Works on them, every 20 ms.</param>
    /// <param name="finish">Works on the last of them.</param>
    /// <param name="cancellation">Ends the listening.</param>
    /// <param name="hint">Which keys do what, for people.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="IOException">There is no such microphone, or it was lost.</exception>
    public static void Run(string? device, int sampleRate, Push push, Action process, Action finish, CancellationToken cancellation, string hint = "Ctrl-C ends")
    {
        using Microphone microphone = Microphone.Open(device, sampleRate);
        long lost = 0;
        Exception? error = null;
        using var stopped = new ManualResetEventSlim();
        microphone.SamplesAvailable += samples => Interlocked.Add(ref lost, samples.Length - push(samples));
        microphone.Stopped += (_, e) =>
        {
            error = e.Error;
            stopped.Set();
        };
        microphone.Start();
        Terminal.Tell($"listening to {microphone.DeviceName}; {hint}");
        while (!cancellation.IsCancellationRequested && !stopped.Wait(TickInterval, CancellationToken.None)) process();
        microphone.Stop();
        stopped.Wait(CancellationToken.None);
        finish();
        if (lost > 0) Terminal.Tell($"{(double)lost / sampleRate:F2} s of audio were lost because this machine was too busy");
        if (error is not null) ExceptionDispatchInfo.Throw(error);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Records for a while.</summary>
    /// <returns>The samples, up to the given length.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    /// <exception cref="IOException">There is no such microphone, or it was lost.</exception>
    public static float[] Record(string? device, int sampleRate, TimeSpan length, CancellationToken cancellation)
    {
        float[] recording = new float[(int)(length.TotalSeconds * sampleRate)];
        int recorded = 0;
        using var isFull = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int Push(ReadOnlySpan<float> samples)
        {
            int taken = Math.Min(samples.Length, recording.Length - recorded);
            samples[..taken].CopyTo(recording.AsSpan(recorded));
            if ((recorded += taken) == recording.Length) isFull.Cancel();
            return samples.Length;
        }
        try
        {
            Run(device, sampleRate, Push, () => { }, () => { }, isFull.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The recording is full.
        }
        return recording[..recorded];
    }
}
