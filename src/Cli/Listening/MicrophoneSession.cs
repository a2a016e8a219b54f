using System.Diagnostics;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.Transcription;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>A microphone and the dictation of what it hears, until cancelled or until the device is lost.</summary>
internal sealed class MicrophoneSession(Dictation dictation, int sampleRate, string? device)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);
    private readonly Stopwatch _work = new();
    private long _lost, _refreshed;
    private bool? _hears; // As last told.

    /// <summary>Keeps the sound that is heard.</summary>
    public WavWriter? Recording { get; init; }

    /// <summary>Says when the microphone counts; without it, always.</summary>
    public TalkSwitch? Switch { get; init; }

    /// <summary>Called ten times a second.</summary>
    public Action? Refreshed { get; set; }

    /// <summary>Called with a switch at the start and whenever it was switched: whether the microphone counts now.</summary>
    public Action<bool>? Switched { get; init; }

    public Dictation Dictation => dictation;

    /// <summary>Processing time for a second of sound.</summary>
    public double RealTimeFactor => dictation.Heard > TimeSpan.Zero ? _work.Elapsed / dictation.Heard : 0;

    /// <summary>Sound that found no room.</summary>
    public TimeSpan Lost => TimeSpan.FromSeconds((double)Interlocked.Read(ref _lost) / sampleRate);

    /// <summary>Listens, then writes the last utterance down.</summary>
    /// <exception cref="AudioDeviceException">There is no such device, or it was lost.</exception>
    /// <exception cref="OperationCanceledException">As asked.</exception>
    public void Run(CancellationToken cancellation) => MicrophoneLoop.Run(device, sampleRate, Hear, Process, dictation.Finish, cancellation, Switch is null ? "Ctrl-C ends" : "the space bar switches, Ctrl-C ends");

    // On the microphone's thread.
    private int Hear(ReadOnlySpan<float> samples)
    {
        if (Switch is { Hears: false }) return samples.Length;
        Recording?.Write(samples);
        int taken = dictation.Push(samples);
        Interlocked.Add(ref _lost, samples.Length - taken);
        return taken;
    }

    private void Process()
    {
        if (Switch?.Hears is { } hears && hears != _hears) Turn(hears);
        _work.Start();
        dictation.Process();
        _work.Stop();
        if (Refreshed is null || Stopwatch.GetElapsedTime(_refreshed) < RefreshInterval) return;
        Refreshed();
        _refreshed = Stopwatch.GetTimestamp();
    }

    private void Turn(bool hears)
    {
        if (_hears is true) dictation.EndUtterance();
        _hears = hears;
        Switched?.Invoke(hears);
    }
}
