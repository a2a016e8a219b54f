using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>
/// A network on one utterance that arrives step by step: a causal network answers each step at once; one that reads the future
/// keeps the steps and answers when the utterance is finished. Not for two threads at once.
/// </summary>
internal sealed class NetworkStream
{
    private readonly SequenceNetwork _network;
    private readonly NetworkState _state;
    private float[] _inputs = [], _outputs; // Room for the steps of an utterance, if they have to be kept.

    public NetworkStream(SequenceNetwork network)
    {
        (_network, _state) = (network, network.CreateState());
        _outputs = new float[network.OutputSize];
    }

    /// <summary>Steps since the last <see cref="Finish"/> or <see cref="Reset"/>.</summary>
    public int Steps { get; private set; }

    /// <summary>Takes the next step.</summary>
    /// <param name="step">[InputSize].</param>
    /// <returns>[T, OutputSize], the outputs known so far and not handed out yet; valid until the next call.</returns>
    public ReadOnlySpan<float> Push(ReadOnlySpan<float> step)
    {
        Steps++;
        if (_network.IsCausal)
        {
            _network.Run(_state, step, _outputs);
            return _outputs;
        }
        if (_inputs.Length < Steps * step.Length) Array.Resize(ref _inputs, 2 * Steps * step.Length);
        step.CopyTo(_inputs.AsSpan((Steps - 1) * step.Length));
        return [];
    }

    /// <summary>Takes the next step to a batch that runs it together with those of other streams; causal networks only.</summary>
    /// <param name="step">[InputSize].</param>
    /// <param name="batch">Of the same network, with room.</param>
    public void Push(ReadOnlySpan<float> step, NetworkBatch batch)
    {
        batch.Add(_state, step);
        Steps++;
    }

    /// <summary>The utterance has no further steps. What a causal network remembers stays, for a sound that goes on.</summary>
    /// <returns>[T, OutputSize], the outputs not handed out yet; valid until the next call.</returns>
    public ReadOnlySpan<float> Finish()
    {
        int steps = Steps;
        Steps = 0;
        if (_network.IsCausal) return [];
        if (_outputs.Length < steps * _network.OutputSize) _outputs = new float[steps * _network.OutputSize];
        Span<float> outputs = _outputs.AsSpan(0, steps * _network.OutputSize);
        _state.Reset();
        _network.Run(_state, _inputs.AsSpan(0, steps * _network.InputSize), outputs);
        return outputs;
    }

    /// <summary>Takes over the state of another stream through the same network.</summary>
    public void CopyFrom(NetworkStream other)
    {
        _state.CopyFrom(other._state);
        Steps = other.Steps;
        if (_network.IsCausal) return;
        int inputs = Steps * _network.InputSize;
        if (_inputs.Length < inputs) _inputs = new float[2 * inputs];
        other._inputs.AsSpan(0, inputs).CopyTo(_inputs);
    }

    /// <summary>Saves or restores the state.</summary>
    /// <param name="state">Of the transfer.</param>
    /// <param name="mostSteps">Of an utterance.</param>
    public void Transfer(ref StateTransfer state, int mostSteps)
    {
        int steps = Steps;
        _state.Transfer(ref state);
        state.Number(ref steps, 0, mostSteps);
        Steps = steps;
        if (_network.IsCausal) return;
        int inputs = Steps * _network.InputSize;
        if (_inputs.Length < inputs) _inputs = new float[2 * inputs];
        state.Values(_inputs.AsSpan(0, inputs), mostSteps * _network.InputSize);
    }

    /// <summary>Lets a causal network begin anew in the middle of an utterance.</summary>
    public void Restart()
    {
        if (_network.IsCausal) _state.Reset();
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _state.Reset();
        Steps = 0;
    }
}
