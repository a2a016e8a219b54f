using System.Diagnostics;
using System.Runtime.ExceptionServices;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.Transcription;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>A microphone and the dictation of what it hears, until cancelled or until the device is lost.</summary>
internal sealed class MicrophoneSession(Dictation dictation, int sampleRate, string? device)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20), RefreshInterval = TimeSpan.FromMilliseconds(100);
    private readonly Stopwatch _work = new();
    private long _lost;

    /// <summary>Keeps the sound that is heard.</summary>
    public WavWriter? Recording { get; init; }

    /// <summary>Says when the microphone counts; without it, always.</summary>
    public TalkSwitch? Switch { get; init; }

    /// <summary>Called ten times a second.</summary>
    public Action? Refreshed { get; set; }

    public Dictation Dictation => dictation;

    /// <summary>Processing time for a second of sound.</summary>
    public double RealTimeFactor => dictation.Heard > TimeSpan.Zero ? _work.Elapsed / dictation.Heard : 0;

    /// <summary>Sound that found no room.</summary>
    public TimeSpan Lost => TimeSpan.FromSeconds((double)Interlocked.Read(ref _lost) / sampleRate);

    /// <summary>Listens, then writes the last utterance down.</summary>
    /// <exception cref="AudioDeviceException">There is no such device, or it was lost.</exception>
    /// <exception cref="OperationCanceledException">As asked.</exception>
    public void Run(CancellationToken cancellation)
    {
        using Microphone microphone = Microphone.Open(device, sampleRate);
        Exception? error = null;
        using var stopped = new ManualResetEventSlim();
        microphone.SamplesAvailable += Hear;
        microphone.Stopped += (_, e) =>
        {
            error = e.Error;
            stopped.Set();
        };
        microphone.Start();
        Console.Error.WriteLine($"eseq: listening to {microphone.DeviceName}; Ctrl-C ends");
        for (long refreshed = 0; !cancellation.IsCancellationRequested && !stopped.Wait(TickInterval, CancellationToken.None);)
        {
            if (Switch?.Read() == true) dictation.EndUtterance();
            _work.Start();
            dictation.Process();
            _work.Stop();
            if (Refreshed is null || Stopwatch.GetElapsedTime(refreshed) < RefreshInterval) continue;
            Refreshed();
            refreshed = Stopwatch.GetTimestamp();
        }
        microphone.Stop();
        stopped.Wait(CancellationToken.None);
        dictation.Finish();
        if (_lost > 0) Console.Error.WriteLine($"eseq: {Lost.TotalSeconds:F2} s of audio were lost because this machine was too busy");
        if (error is not null) ExceptionDispatchInfo.Throw(error);
        cancellation.ThrowIfCancellationRequested();
    }

    // On the microphone's thread.
    private void Hear(ReadOnlySpan<float> samples)
    {
        if (Switch is { IsOn: false }) return;
        Recording?.Write(samples);
        Interlocked.Add(ref _lost, samples.Length - dictation.Push(samples));
    }
}
