using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>A stream of samples written down utterance by utterance; those in which nothing was said are passed over.</summary>
/// <remarks>Push may run on a thread of its own; everything else belongs to one other thread.</remarks>
/// <param name="model">What listens.</param>
/// <param name="options">How it listens.</param>
/// <param name="transcript">What writes the results down.</param>
internal sealed class Dictation(SpeechModel model, SpeechRecognizerOptions options, Transcript transcript)
{
    /// <summary>A machine that is busy with other things may take so long to come back without losing what is said meanwhile.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SpeechRecognizer _recognizer = Explained.Make(() => new SpeechRecognizer(model, options));
    private long _pushed;
    private bool _hasSound; // Since the last final: silence is not understood either, but nobody waits for an answer.

    /// <summary>Sound worked through.</summary>
    public TimeSpan Heard => TimeSpan.FromSeconds((double)Interlocked.Read(ref _pushed) / model.SampleRate) - _recognizer.Backlog;

    /// <summary>How loud it is; belongs to the thread of Process.</summary>
    public VoiceLevel Voice => _recognizer.Voice;

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
            _hasSound |= _recognizer.Voice.IsSpeech;
            WriteResults();
        }
        while (works);
    }

    /// <summary>Ends the utterance behind the samples pushed so far.</summary>
    public void EndUtterance() => _recognizer.EndUtterance();

    /// <summary>Ends the last utterance and writes it down. No samples may be pushed any more.</summary>
    public void Finish()
    {
        _recognizer.EndUtterance();
        Process();
        transcript.End();
    }

    private void WriteResults()
    {
        TimeSpan heard = Heard;
        while (_recognizer.TryRead(out SpeechResult result))
        {
            if (!result.Text.IsEmpty || (result.IsRejected && _hasSound))
            {
                if (result.IsFinal) transcript.Final(result, heard);
                else transcript.Partial(result, heard);
            }
            if (result.IsFinal) _hasSound = false;
        }
    }
}
