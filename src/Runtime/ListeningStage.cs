using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Between features and network: lets sounds pass, from a little before they were noticed on, and keeps silence out; says when an
/// utterance ends. Allocates nothing after its creation. Not for two threads at once.
/// </summary>
internal sealed class ListeningStage
{
    private readonly VoiceActivity _voice;
    private readonly StepHistory _history; // What the network has not heard, and how it began.
    private readonly Endpointer _endpointer;
    private int _pushed;                   // Steps since the start of the sound.

    public ListeningStage(SpeechModel model, SpeechRecognizerOptions options)
    {
        TimeSpan step = model.Spec.Features.StepDuration;
        _voice = new VoiceActivity(step);
        _history = new StepHistory(1 + (int)(options.PreRoll / step), model.Network.InputSize);
        _endpointer = new Endpointer(options.Rules(model), [.. model.Spec.Tokens.Select(string.IsNullOrWhiteSpace)], model.Network.IsCausal);
    }

    /// <summary>Loudness of the last step.</summary>
    public VoiceLevel Voice => new(_voice.Level, _voice.NoiseFloor, _voice.IsSpeech);

    /// <summary>Whether the network listens.</summary>
    public bool IsOpen => _endpointer.IsOpen;

    /// <summary>Whether steps wait to be read.</summary>
    public bool HasSteps => _history.Unread > 0;

    /// <summary>The step to be read next, counted from the start of the sound.</summary>
    public int NextStep => _pushed - _history.Unread;

    /// <summary>Takes the next step of the sound.</summary>
    /// <param name="step">[InputSize].</param>
    /// <param name="power">Mean power of what it is the first to see.</param>
    public EndpointEvent Push(ReadOnlySpan<float> step, float power)
    {
        _pushed++;
        _history.Push(step);
        _voice.Push(power);
        EndpointEvent what = _endpointer.Listen(_voice.IsSpeech);
        if (what == EndpointEvent.Begin) _history.Rewind();
        else if (!_endpointer.IsOpen) _history.Skip();
        return what;
    }

    /// <summary>Hands out the next step for the network.</summary>
    /// <param name="step">[InputSize].</param>
    public bool TryRead(Span<float> step) => _history.TryRead(step);

    /// <summary>Takes what the network says to a step that it was given.</summary>
    /// <param name="outputs">[V], log-probabilities; nothing if it does not answer at once.</param>
    public EndpointEvent Hear(ReadOnlySpan<float> outputs)
    {
        EndpointEvent what = _endpointer.Hear(outputs);
        if (!_endpointer.IsOpen) _history.Skip();
        return what;
    }

    /// <summary>Saves or restores the state.</summary>
    public void Transfer(ref StateTransfer state)
    {
        state.Number(ref _pushed, 0, int.MaxValue);
        _voice.Transfer(ref state);
        _history.Transfer(ref state);
        _endpointer.Transfer(ref state);
    }

    /// <summary>Begins a new sound, of which nothing is known.</summary>
    public void Reset()
    {
        _pushed = 0;
        _voice.Reset();
        _history.Reset();
        _endpointer.Reset();
    }
}
