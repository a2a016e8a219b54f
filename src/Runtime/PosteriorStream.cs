using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Samples in, log-probabilities out, without end: what is searched is not cut into utterances. A causal network begins anew in every
/// long quiet, as it would with the next utterance. How the samples are cut does not change a bit. Not for two threads at once.
/// </summary>
internal sealed class PosteriorStream
{
    private const int QuietSteps = 24; // 0.7 s: longer than what most training utterances begin with.

    private const int PauseSteps = 8;  // 0.24 s: longer than the closure of any consonant.

    private readonly FeatureStream _features;
    private readonly VoiceActivity _voice;
    private readonly NetworkStream _network;
    private readonly float[] _step, _tail;
    private int _quietSteps;

    public PosteriorStream(SpeechModel model)
    {
        _features = new FeatureStream(model.LogMel, model.Normalization);
        _voice = new VoiceActivity(model.Spec.Features.StepDuration);
        _step = new float[model.Network.InputSize];
        _network = new NetworkStream(model.Network);
        _tail = new float[model.Spec.Features.TailLength];
    }

    /// <summary>Whether the step of the last outputs ends a pause: words end there, also where the model, which knows pauses only at the ends of utterances, writes no space.</summary>
    public bool IsPause { get; private set; }

    /// <summary>Takes samples until outputs are known; take them, then push the rest.</summary>
    /// <param name="samples">The samples; what was not taken is left.</param>
    /// <returns>[T, V]; empty once all samples are taken. Valid until the next call.</returns>
    /// <exception cref="ArithmeticException">The network overflowed.</exception>
    public ReadOnlySpan<float> Push(scoped ref ReadOnlySpan<float> samples)
    {
        while (true)
        {
            if (_features.TryRead(_step))
            {
                _voice.Push(_features.Power);
                _quietSteps = _voice.IsSpeech ? 0 : _quietSteps + 1;
                if (_quietSteps > 0 && _quietSteps % QuietSteps == 0) _network.Restart();
                IsPause = _quietSteps > 0 && _quietSteps % PauseSteps == 0;
                ReadOnlySpan<float> outputs = _network.Push(_step);
                if (outputs.IsEmpty) continue; // A network that reads the future.
                if (float.IsNaN(outputs[0])) throw new ArithmeticException("Expected log-probabilities, found NaN: the network's weights are so large that it overflows.");
                return outputs;
            }
            if (samples.IsEmpty) return [];
            samples = samples[_features.Push(samples)..];
        }
    }

    /// <summary>The silence that lets the network finish the last word, to be pushed before <see cref="Finish"/>.</summary>
    public ReadOnlySpan<float> Tail => _tail;

    /// <summary>The sound has ended.</summary>
    /// <returns>[T, V], the outputs of a network that reads the future; valid until the next call.</returns>
    public ReadOnlySpan<float> Finish()
    {
        ReadOnlySpan<float> outputs = _network.Finish();
        _network.Reset();
        _features.Reset();
        _voice.Reset();
        _quietSteps = 0;
        return outputs;
    }
}
