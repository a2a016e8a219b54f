using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>
/// A stream of samples written down utterance by utterance; those without words are passed over. An utterance ends where its text has not grown for a pause's length of
/// audio; that is counted in audio, not in time on the clock, so a recording is cut in the same places on every machine.
/// </summary>
/// <remarks>Push may run on a thread of its own; everything else belongs to one other thread.</remarks>
/// <param name="model">What listens.</param>
/// <param name="options">How.</param>
/// <param name="transcript">What writes the results down.</param>
/// <param name="pause">How long the text must not have grown.</param>
internal sealed class Dictation(SpeechModel model, SpeechRecognizerOptions options, Transcript transcript, TimeSpan pause)
{
    private readonly SpeechRecognizer _recognizer = new(model, options);
    private long _pushed;
    private TimeSpan _lastChange;
    private bool _hasText, _isEnding;

    private TimeSpan Heard => TimeSpan.FromSeconds((double)Interlocked.Read(ref _pushed) / model.SampleRate) - _recognizer.Backlog;

    /// <summary>Takes samples.</summary>
    /// <returns>The number taken; fewer than offered if Process is not called often enough.</returns>
    public int Push(ReadOnlySpan<float> samples)
    {
        int taken = _recognizer.Push(samples);
        Interlocked.Add(ref _pushed, taken);
        return taken;
    }

    /// <summary>Works through what waits and writes down what comes out of it.</summary>
    public void Process()
    {
        bool works;
        do
        {
            works = _recognizer.Tick();
            WriteResults();
        }
        while (works);
        if (!_hasText || _isEnding || Heard - _lastChange < pause) return;
        _isEnding = true;
        _recognizer.EndUtterance();
    }

    /// <summary>Ends the last utterance and writes it down. No samples may be pushed any more.</summary>
    public void Finish()
    {
        _recognizer.EndUtterance();
        Process();
    }

    private void WriteResults()
    {
        TimeSpan heard = Heard;
        while (_recognizer.TryRead(out SpeechResult result))
        {
            bool hasText = !result.Text.IsEmpty;
            if (hasText && result.IsFinal) transcript.Final(result, heard);
            else if (hasText) transcript.Partial(result, heard);
            (_hasText, _isEnding, _lastChange) = (hasText && !result.IsFinal, _isEnding && !result.IsFinal, heard);
        }
    }
}
