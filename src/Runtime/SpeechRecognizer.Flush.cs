using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <content>The text of all that was pushed, while the utterance goes on.</content>
public sealed partial class SpeechRecognizer
{
    private Ending? _ending;

    /// <summary>
    /// Processes all that waits and gives the text as if the utterance ended here, the last letters included; but it goes on, and
    /// what comes later is the same as without this call. Finals of utterances that have ended are read as always. The first call makes copies of the stream's states; later ones allocate nothing.
    /// </summary>
    /// <returns>The text of the utterance that goes on, not final; empty if none does. Valid until the next Flush, Tick or Reset.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead, Flush or Reset.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public SpeechResult Flush()
    {
        Tick();
        using ExclusiveUse.Use use = _ticking.Begin();
        _ending ??= new Ending(this);
        return _ending.Read();
    }

    /// <summary>Copies of the stages behind the policy, on which the utterance is ended.</summary>
    private sealed class Ending(SpeechRecognizer stream)
    {
        private readonly FeatureStream _features = new(stream._model.LogMel, stream._model.Normalization);
        private readonly NetworkStream _network = new(stream._model.Network);
        private readonly TextStage _text = new(stream._model, stream._options, stream._maximumSteps);
        private readonly float[] _step = new float[stream._step.Length], _tail = new float[stream._model.Spec.Features.TailLength];

        public SpeechResult Read()
        {
            _text.CopyFrom(stream._text);
            if (stream._listening.IsOpen) Finish();
            return _text.ReadAsIfEnded(stream.Clock);
        }

        private void Finish()
        {
            _features.CopyFrom(stream._features);
            _network.CopyFrom(stream._network);
            for (ReadOnlySpan<float> rest = _tail; ;)
            {
                rest = rest[_features.Push(rest)..];
                if (!_features.TryRead(_step)) break;
                _text.Push(_network.Push(_step));
            }
            _text.Push(_network.Finish());
        }
    }
}
