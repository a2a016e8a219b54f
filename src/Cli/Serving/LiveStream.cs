using System.Diagnostics;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>The stream of one page: sound comes from its connection, results are posted by the recognition thread.</summary>
internal sealed class LiveStream(SpeechModel model, Outbox outbox, ServeLimits limits)
{
    private static readonly TimeSpan StateInterval = TimeSpan.FromSeconds(0.5), Pause = TimeSpan.FromSeconds(0.8);
    private readonly AudioAllowance _allowance = new(model.SampleRate, limits.Burst, TimeSpan.Zero);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _pushed, _dropped;
    private TimeSpan _stateHeard = -StateInterval, _lastChange;
    private bool _hasText;

    public SpeechRecognizer Recognizer { get; } = new(model, new SpeechRecognizerOptions { BufferLength = limits.Burst, DetectEndpoints = false });

    private TimeSpan Heard => TimeSpan.FromSeconds((double)Volatile.Read(ref _pushed) / model.SampleRate) - Recognizer.Backlog;

    /// <summary>The connection: takes what is allowed and drops the rest.</summary>
    public void Push(ReadOnlySpan<short> samples)
    {
        int allowed = _allowance.Take(samples.Length, Stopwatch.GetElapsedTime(_start));
        int taken = Recognizer.Push(samples[..allowed]);
        Interlocked.Add(ref _pushed, taken);
        Interlocked.Add(ref _dropped, samples.Length - taken);
    }

    /// <summary>The connection: the speaker has let go of the button.</summary>
    public void EndUtterance() => Recognizer.EndUtterance();

    /// <summary>The recognition thread, after each tick.</summary>
    public void Publish()
    {
        TimeSpan heard = Heard;
        while (Recognizer.TryRead(out SpeechResult result))
        {
            if (result.IsFinal) outbox.Post(LiveMessages.Text(result, heard));
            else outbox.PostPassing(LiveMessages.Text(result, heard));
            (_hasText, _lastChange) = (!result.IsFinal && !result.Text.IsEmpty, result.End);
        }
        if (_hasText && heard - _lastChange >= Pause)
        {
            _hasText = false;
            Recognizer.EndUtterance();
        }
        if (heard - _stateHeard < StateInterval) return;
        _stateHeard = heard;
        outbox.PostPassing(LiveMessages.State(heard, Recognizer.Backlog, Interlocked.Read(ref _dropped)));
    }
}
