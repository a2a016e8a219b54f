using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// The log-probabilities of a whole sound of any length. As in a <see cref="SpeechRecognizer"/> the network hears what stands
/// out from the background and begins anew after each pause; where it hears nothing the blank is nearly certain.
/// </summary>
internal sealed class PosteriorStage
{
    // Not impossible: a word that is too soft to be noticed must fit somewhere.
    private const float Improbable = -12;

    private readonly SpeechModel _model;
    private readonly FeatureStream _features;
    private readonly ListeningStage _listening;
    private readonly NetworkStream _network;
    private readonly float[] _step, _silence;
    private readonly int _maximumSteps;
    private float[] _rows = [];
    private int _firstUnanswered; // Of the steps that the network has heard.

    /// <param name="model">What hears the sound.</param>
    /// <param name="options">When utterances end; null for the defaults.</param>
    public PosteriorStage(SpeechModel model, SpeechRecognizerOptions? options = null)
    {
        options ??= new SpeechRecognizerOptions();
        _model = model;
        _features = new FeatureStream(model.LogMel, model.Normalization);
        _listening = new ListeningStage(model, options);
        _network = new NetworkStream(model.Network);
        _maximumSteps = model.StepsIn(options.MaximumUtterance);
        _step = new float[model.Network.InputSize];
        _silence = new float[model.Network.OutputSize];
        Array.Fill(_silence, Improbable);
        _silence[0] = MathF.Log(1 - (_silence.Length - 1) * MathF.Exp(Improbable));
    }

    /// <summary>Samples so far, tails not counted.</summary>
    public long Samples { get; private set; }

    /// <summary>Steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>[Steps, V], valid until the next call.</summary>
    public ReadOnlySpan<float> LogProbabilities => _rows.AsSpan(0, Steps * _silence.Length);

    /// <summary>Takes the next samples.</summary>
    public void Push(ReadOnlySpan<float> samples)
    {
        Samples += samples.Length;
        Run(samples);
    }

    /// <summary>The sound has ended: its last words come out.</summary>
    public void Finish()
    {
        Run(new float[_model.Spec.Features.TailLength]);
        Answer(_network.Finish());
    }

    private void Run(ReadOnlySpan<float> samples)
    {
        while (true)
        {
            samples = samples[_features.Push(samples)..];
            if (!_features.TryRead(_step)) return;
            Set(Steps++, _silence);
            EndpointEvent what = _listening.Push(_step, _features.Power);
            if (what == EndpointEvent.Begin) _firstUnanswered = _listening.NextStep;
            while (_listening.TryRead(_step)) Listen();
        }
    }

    private void Listen()
    {
        ReadOnlySpan<float> outputs = _network.Push(_step);
        Answer(outputs);
        if (_listening.Hear(outputs) is EndpointEvent.End or EndpointEvent.Forget)
        {
            Answer(_network.Finish());
            _network.Reset();
        }
        else if (_network.Steps == _maximumSteps) Answer(_network.Finish());
    }

    private void Answer(ReadOnlySpan<float> outputs)
    {
        for (; !outputs.IsEmpty; outputs = outputs[_silence.Length..]) Set(_firstUnanswered++, outputs[.._silence.Length]);
    }

    private void Set(int step, ReadOnlySpan<float> row)
    {
        int at = step * row.Length;
        if (_rows.Length < at + row.Length) Array.Resize(ref _rows, Math.Max(1024 * row.Length, 2 * _rows.Length));
        row.CopyTo(_rows.AsSpan(at));
    }
}
