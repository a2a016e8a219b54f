using System.Diagnostics;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// One stream from samples to text: samples → features → log-probabilities → tokens → text. The audio thread calls Push; the
/// host calls <see cref="Tick()"/> when it has time and then reads the results. There are no hidden threads, and in a steady
/// state nothing is allocated. The text does not depend on how the samples were cut.
/// </summary>
/// <remarks>
/// Push may run on one thread while Tick, TryRead and Reset run on another; EndUtterance may be called on any. Two calls that
/// exclude each other are detected and throw.
/// </remarks>
public sealed class SpeechRecognizer
{
    private readonly SampleQueue _samples;
    private readonly FeatureStream _features;
    private readonly NetworkStream _network;
    private readonly GreedyCtc _decoder;
    private readonly TextBuilder _text;
    private readonly ResultQueue _results = new();

    private readonly SpeechModel _model;
    private readonly float[] _step;
    private readonly int _maximumSteps;
    private readonly ExclusiveUse _pushing = new("Push"), _ticking = new("Tick, TryRead and Reset");
    private long _origin;             // Position in the queue where the stream starts.
    private long _utteranceStart;     // Position in the stream where the utterance starts.
    private bool _hasNewToken;

    /// <summary>A recogniser at the start of a stream. Bidirectional models give no partial results: they run at the end of the utterance.</summary>
    /// <param name="model">May be shared.</param>
    /// <param name="options">Sizes; the defaults suit a microphone.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public SpeechRecognizer(SpeechModel model, SpeechRecognizerOptions? options = null)
    {
        options ??= new SpeechRecognizerOptions();
        options.Validate();
        _model = model;
        _maximumSteps = model.StepsIn(options.MaximumUtterance);
        _samples = new SampleQueue((int)(options.BufferLength.TotalSeconds * model.SampleRate), model.Spec.Features.TailLength);
        _features = new FeatureStream(model.LogMel, model.Normalization);
        _step = new float[model.Network.InputSize];
        _network = new NetworkStream(model.Network);
        int capacity = Math.Min(_maximumSteps, 4096);
        _decoder = new GreedyCtc(model.Network.OutputSize, capacity);
        _text = new TextBuilder(model.Spec.Tokens, capacity);
    }

    private UtteranceClock Clock => new(_model.Spec.Features, _utteranceStart, _samples.Position - _origin);

    /// <summary>Audio that was pushed and not processed yet.</summary>
    public TimeSpan Backlog => TimeSpan.FromSeconds((double)_samples.Waiting / _model.SampleRate);

    /// <summary>Samples that were NaN, infinite or beyond any sound (±1e9) and were taken as silence, since creation.</summary>
    public long InvalidSamples => _features.InvalidSamples;

    /// <summary>Takes samples in [−1, 1] at the model's sample rate, one channel. Never blocks, never allocates.</summary>
    /// <returns>The number of samples taken: less than offered if the buffer is full because the host ticks too rarely. Offer the rest again, or count it as lost.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Push.</exception>
    public int Push(ReadOnlySpan<float> samples)
    {
        using ExclusiveUse.Use use = _pushing.Begin();
        return _samples.Write(samples);
    }

    /// <summary>As <see cref="Push(ReadOnlySpan{float})"/>, for 16-bit samples.</summary>
    public int Push(ReadOnlySpan<short> samples)
    {
        using ExclusiveUse.Use use = _pushing.Begin();
        return _samples.Write(samples);
    }

    /// <summary>Ends the utterance behind the samples pushed so far: push-to-talk released, end of the file. One final result follows, empty if there was nothing to hear.</summary>
    public void EndUtterance() => _samples.End();

    /// <summary>Processes all that waits.</summary>
    /// <inheritdoc cref="Tick(TimeSpan)"/>
    public bool Tick() => Tick(TimeSpan.MaxValue);

    /// <summary>Processes what waits, at least one network step, and stops after the step that uses the budget up. A bidirectional model runs a whole utterance at once.</summary>
    /// <returns>Whether work remains that a further Tick can do. While 8 final results wait to be read, a Tick does nothing.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public bool Tick(TimeSpan budget)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        long start = Stopwatch.GetTimestamp();
        bool works;
        do works = Advance();
        while (works && Stopwatch.GetElapsedTime(start) < budget);
        if (_hasNewToken) WritePartial();
        return works;
    }

    /// <summary>Hands out the next result: each utterance's final, and the newest partial if the text has grown. It is valid until the next Tick.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public bool TryRead(out SpeechResult result)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        return _results.TryRead(out result);
    }

    /// <summary>Forgets everything, also samples and results that wait, and starts a new stream at time 0.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public void Reset()
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        _samples.Clear();
        _results.Clear();
        _origin = _samples.Position;
        _utteranceStart = 0;
        ResetStages();
    }

    // One step through the whole pipeline; false if nothing waits. (An endpointer would have its say behind the decoder.)
    private bool Advance()
    {
        if (_results.IsFull) return false;
        if (ReadStep())
        {
            _hasNewToken |= _decoder.Push(_network.Push(_step));
            if (_network.Steps == _maximumSteps) CutUtterance();
            return true;
        }
        if (!_samples.IsAtEnd) return false;
        CloseUtterance();
        return true;
    }

    private bool ReadStep()
    {
        while (!_features.TryRead(_step))
        {
            ReadOnlySpan<float> samples = _samples.Peek();
            if (samples.IsEmpty) return false;
            _samples.Skip(_features.Push(samples));
        }
        return true;
    }

    // The sound goes on, and so do features and network; only the text begins anew, even in the middle of a word.
    private void CutUtterance()
    {
        long next = Clock.PositionOf(_maximumSteps);
        WriteFinal();
        _utteranceStart = next;
    }

    // The sound has ended: the next utterance knows nothing of this one.
    private void CloseUtterance()
    {
        WriteFinal();
        ResetStages();
        _samples.NextUtterance();
        _utteranceStart = Clock.End;
    }

    private void WritePartial()
    {
        _hasNewToken = false;
        if (_text.Build(_decoder.Tokens)) _results.Add().Write(_text, Clock, isFinal: false);
    }

    private void WriteFinal()
    {
        _decoder.Push(_network.Finish());
        _text.Build(_decoder.Tokens);
        _results.Add().Write(_text, Clock, isFinal: true);
        _decoder.BeginText();
        _text.Reset();
        _hasNewToken = false;
    }

    private void ResetStages()
    {
        _features.Reset();
        _network.Reset();
        _decoder.Reset();
        _text.Reset();
        _hasNewToken = false;
    }
}
