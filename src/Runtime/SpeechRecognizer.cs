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
/// The network hears sounds, from a little before they begin; silence does not reach it. An utterance ends where
/// <see cref="SpeechRecognizerOptions.DetectEndpoints"/> has it end or where the host says so.
/// Push may run on one thread while Tick, TryRead and Reset run on another; EndUtterance may be called on any. Two calls that
/// exclude each other are detected and throw.
/// </remarks>
public sealed partial class SpeechRecognizer
{
    private readonly SampleQueue _samples;
    private readonly FeatureStream _features;
    private readonly ListeningStage _listening;
    private readonly NetworkStream _network;
    private readonly TextStage _text;

    private readonly SpeechModel _model;
    private readonly SpeechRecognizerOptions _options;
    private readonly float[] _step;
    private readonly int _maximumSteps;
    private readonly OverloadMonitor _overload = new();
    private readonly ExclusiveUse _pushing = new("Push"), _ticking = new("Tick, TryRead, Flush, Reset, SaveState and RestoreState");
    private long _origin;             // Position in the queue where the stream starts.
    private long _soundStart;         // Position in the stream where the features start.
    private long _utteranceStart;     // Position in the stream where the network begins to hear the utterance.

    /// <summary>A recogniser at the start of a stream. Bidirectional models give no partial results: they run at the end of the utterance.</summary>
    /// <param name="model">May be shared.</param>
    /// <param name="options">Sizes; the defaults suit a microphone.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="ArgumentException">Phrases, hot words or a language model that do not fit the model's tokens.</exception>
    public SpeechRecognizer(SpeechModel model, SpeechRecognizerOptions? options = null)
    {
        options ??= new SpeechRecognizerOptions();
        options.Validate();
        (_model, _options) = (model, options);
        _maximumSteps = model.StepsIn(options.MaximumUtterance);
        _samples = new SampleQueue((int)(options.BufferLength.TotalSeconds * model.SampleRate), model.Spec.Features.TailLength);
        _features = new FeatureStream(model.LogMel, model.Normalization);
        _listening = new ListeningStage(model, options);
        _step = new float[model.Network.InputSize];
        _network = new NetworkStream(model.Network);
        _text = new TextStage(model, options, _maximumSteps);
    }

    /// <summary>
    /// Raised once when the buffer was full and samples were refused: the host ticks too rarely or the machine is too slow. Raised
    /// by Tick, on its thread; again only after the backlog has fallen below half of the buffer and samples are refused anew.
    /// </summary>
    public event Action<StreamOverload>? Overloaded;

    /// <summary>Whether samples were refused and the stream has not caught up since, as of the last Tick.</summary>
    public bool IsOverloaded => _overload.IsOverloaded;

    /// <summary>The model that the stream runs on.</summary>
    public SpeechModel Model => _model;

    /// <summary>Which words follow each other; null for none. May be changed on any thread at any time, but on one only; what comes from the next step on is scored by it.</summary>
    /// <exception cref="InvalidOperationException">Set, and the recogniser was created without a beam search.</exception>
    /// <exception cref="ArgumentException">Set to a model of words that the speech model cannot write.</exception>
    public NgramModel? LanguageModel
    {
        get => _text.Knowledge.LanguageModel;
        set => _text.Knowledge = _text.Knowledge with { LanguageModel = value };
    }

    /// <summary>
    /// Corrects <see cref="LanguageModel"/>, whichever that is; without one, or with <see cref="Phrases"/>, it does nothing; null for none. Changed as <see cref="LanguageModel"/>, but also
    /// for words before the next step that are neither committed nor corrected yet.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set, and the recogniser was created without a beam search.</exception>
    public RecurrentLanguageModel? RecurrentLanguageModel
    {
        get => _text.Knowledge.Recurrent;
        set => _text.Knowledge = _text.Knowledge with { Recurrent = value };
    }

    /// <summary>All that may be answered; null for anything. As <see cref="LanguageModel"/>, but an utterance of which something has been understood is ended by the list that it began with.</summary>
    /// <inheritdoc cref="LanguageModel" path="/exception"/>
    public PhraseList? Phrases
    {
        get => _text.Knowledge.Phrases;
        set => _text.Knowledge = _text.Knowledge with { Phrases = value };
    }

    /// <summary>Words and phrases that are likelier than others; null for none. As <see cref="LanguageModel"/>.</summary>
    /// <inheritdoc cref="LanguageModel" path="/exception"/>
    public HotWords? HotWords
    {
        get => _text.Knowledge.HotWords;
        set => _text.Knowledge = _text.Knowledge with { HotWords = value };
    }

    /// <summary>Loudness of the last 30 ms that were processed, and of the background: for a meter. Read it where Tick is called.</summary>
    public VoiceLevel Voice => _listening.Voice;

    private UtteranceClock Clock => new(_model.Spec.Features, _utteranceStart, _samples.Position - _origin);

    /// <summary>Audio that was pushed and not processed yet.</summary>
    public TimeSpan Backlog => TimeSpan.FromSeconds((double)_samples.Waiting / _model.SampleRate);

    /// <summary>Samples that were NaN, infinite or beyond any sound (±1e9) and were taken as silence, since creation.</summary>
    public long InvalidSamples => _features.InvalidSamples;

    /// <summary>Samples that Push could not take, since creation; those offered again count again.</summary>
    public long RefusedSamples => _overload.Refused;

    /// <summary>Takes samples in [−1, 1] at the model's sample rate, one channel. Never blocks, never allocates.</summary>
    /// <returns>The number of samples taken: less than offered if the buffer is full because the host ticks too rarely. Offer the rest again, or count it as lost.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Push.</exception>
    public int Push(ReadOnlySpan<float> samples)
    {
        using ExclusiveUse.Use use = _pushing.Begin();
        return Count(samples.Length, _samples.Write(samples));
    }

    /// <summary>As <see cref="Push(ReadOnlySpan{float})"/>, for 16-bit samples.</summary>
    public int Push(ReadOnlySpan<short> samples)
    {
        using ExclusiveUse.Use use = _pushing.Begin();
        return Count(samples.Length, _samples.Write(samples));
    }

    /// <summary>Ends the utterance behind the samples pushed so far: push-to-talk released, end of the file. One final result follows, empty if there was nothing to hear.</summary>
    public void EndUtterance() => _samples.End();

    /// <summary>Processes all that waits.</summary>
    /// <inheritdoc cref="Tick(TimeSpan)"/>
    public bool Tick() => Tick(TimeSpan.MaxValue);

    /// <summary>
    /// Processes what waits, at least one network step, and stops after the step that uses the budget up; the next call goes on
    /// there. A step is the unit because it is short: 0.1 ms for 3 layers of 320 units, less than what stopping and going on
    /// between layers would make a host's frame steadier. A bidirectional model runs a whole utterance at once.
    /// </summary>
    /// <returns>Whether work remains that a further Tick can do. While 8 final results wait to be read, a Tick does nothing.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public bool Tick(TimeSpan budget)
    {
        bool works;
        using (_ticking.Begin())
        {
            long start = Stopwatch.GetTimestamp();
            do works = Advance();
            while (works && Stopwatch.GetElapsedTime(start) < budget);
            _text.WritePartial(Clock);
        }
        ReportOverload();
        return works;
    }

    /// <summary>Hands out the next result: each utterance's final, and the newest partial if the text has grown. It is valid until the next Tick.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public bool TryRead(out SpeechResult result)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        return _text.TryRead(out result);
    }

    /// <summary>Forgets everything, also samples and results that wait, and starts a new stream at time 0.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public void Reset()
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        Clear();
    }

    private void Clear()
    {
        _samples.Clear();
        _text.ClearResults();
        _origin = _samples.Position;
        ResetStages(start: 0);
    }

    // One step of the sound, through the whole pipeline if the network is to hear it; false if nothing waits.
    private bool Advance()
    {
        if (_text.IsFull) return false;
        if (!ReadStep()) return TryCloseUtterance();
        if (_listening.TryRead(_step)) Accept(_network.Push(_step));
        return true;
    }

    // The next step of the sound, if those from before it was noticed are through.
    private bool ReadStep()
    {
        if (_listening.HasSteps) return true;
        while (!_features.TryRead(_step))
        {
            ReadOnlySpan<float> samples = _samples.Peek();
            if (samples.IsEmpty) return false;
            _samples.Skip(_features.Push(samples));
        }
        EndpointEvent what = _listening.Push(_step, _features.Power);
        if (what == EndpointEvent.Begin) _utteranceStart = _soundStart + UtteranceClock.Length(_model.Spec.Features, _listening.NextStep);
        else if (what == EndpointEvent.End) EndSpeech();
        return true;
    }

    private void Accept(ReadOnlySpan<float> outputs)
    {
        _text.Push(outputs);
        EndpointEvent what = _listening.Hear(outputs);
        if (what == EndpointEvent.End) EndSpeech();
        else if (what == EndpointEvent.Forget) Forget();
        else if (_network.Steps == _maximumSteps) CutUtterance();
    }

    private void EndSpeech()
    {
        WriteFinal();
        Forget();
    }

    // The next sound finds a network and a decoder that know nothing of this one.
    private void Forget()
    {
        _network.Reset();
        _text.Reset();
        _utteranceStart = Clock.End;
    }

    // The sound goes on, and so do features and network; only the text begins anew, even in the middle of a word.
    private void CutUtterance()
    {
        long next = Clock.PositionOf(_maximumSteps);
        WriteFinal();
        _utteranceStart = next;
    }

    // The sound has ended: the next utterance knows nothing of this one.
    private bool TryCloseUtterance()
    {
        if (_text.IsFull || !_samples.IsAtEnd) return false;
        WriteFinal();
        _samples.NextUtterance();
        ResetStages(Clock.End);
        return true;
    }

    private void WriteFinal()
    {
        _text.Push(_network.Finish());
        _text.WriteFinal(Clock);
    }

    private void ResetStages(long start)
    {
        (_soundStart, _utteranceStart) = (start, start);
        _features.Reset();
        _listening.Reset();
        _network.Reset();
        _text.Reset();
    }

    private int Count(int offered, int taken)
    {
        if (taken < offered) _overload.Refuse(offered - taken);
        return taken;
    }

    // Outside of _ticking: the handler may read results or reset.
    private void ReportOverload()
    {
        if (_overload.ShouldReport(hasRecovered: _samples.Waiting < _samples.Capacity / 2, out long refused)) Overloaded?.Invoke(new StreamOverload(Backlog, refused));
    }
}
