using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Extensions.AI;

/// <summary>The audio of one request on its way through a recogniser. Not for two threads at once.</summary>
internal sealed class TranscriptionSession
{
    private const int PiecesPerSecond = 10; // Audio that is at hand is taken in pieces that leave room for a cancellation in between.

    private readonly AudioStreamReader _reader;
    private readonly SpeechRecognizer _recognizer;
    private readonly Resampler _resampler;
    private readonly float[] _input, _output;
    private bool _hasSound; // Since the last final: silence is not understood either, but nobody waits for an answer.

    public TranscriptionSession(SpeechModel model, SpeechRecognizerOptions? options, AudioStreamReader reader)
    {
        _reader = reader;
        _recognizer = new SpeechRecognizer(model, options);
        _resampler = new Resampler(reader.Format.SampleRate, model.SampleRate);
        _input = new float[reader.Format.SampleRate / PiecesPerSecond];
        _output = new float[_resampler.MaxOutput(_input.Length)];
    }

    /// <summary>Whether the audio has ended and all its text was handed out.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Waits for the next piece of audio.</summary>
    /// <returns>What came of it; silence is left out.</returns>
    public async Task<List<Transcript>> ReadAsync(CancellationToken cancellation)
    {
        int count = await _reader.ReadMonoAsync(_input, cancellation).ConfigureAwait(false);
        // Not on the thread of a caller who waits asynchronously, perhaps that of a window.
        List<Transcript> transcripts = await Task.Run(() => count > 0 ? Process(count) : Finish(), cancellation).ConfigureAwait(false);
        IsAtEnd = count == 0;
        return transcripts;
    }

    private List<Transcript> Process(int count)
    {
        var transcripts = new List<Transcript>();
        Push(_output.AsSpan(0, _resampler.Process(_input.AsSpan(0, count), _output, out _)), transcripts);
        return transcripts;
    }

    private List<Transcript> Finish()
    {
        var transcripts = new List<Transcript>();
        for (int count; (count = _resampler.Flush(_output)) > 0;) Push(_output.AsSpan(0, count), transcripts);
        _recognizer.EndUtterance();
        Collect(transcripts);
        return transcripts;
    }

    private void Push(ReadOnlySpan<float> samples, List<Transcript> transcripts)
    {
        while (!samples.IsEmpty)
        {
            samples = samples[_recognizer.Push(samples)..];
            Collect(transcripts);
        }
    }

    private void Collect(List<Transcript> transcripts)
    {
        bool works;
        do
        {
            works = _recognizer.Tick();
            _hasSound |= _recognizer.Voice.IsSpeech;
            while (_recognizer.TryRead(out SpeechResult result))
            {
                if (!result.Text.IsEmpty || (result.IsRejected && _hasSound)) transcripts.Add(Transcript.Of(result));
                if (result.IsFinal) _hasSound = false;
            }
        }
        while (works);
    }
}
