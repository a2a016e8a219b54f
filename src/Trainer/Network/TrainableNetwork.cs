using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>One worker's copy of a network: it shares the weights and has its own activations and gradients.</summary>
/// <remarks>
/// Truncated backpropagation: for each chunk of the sequences <c>y = Forward(layout, x, seed, states); Backward(dy); ReadFinalStates(states);</c>.
/// An encoder whose final state starts a decoder: the decoder's <see cref="ReadInitialGradients"/> is the encoder's gradient of its final states.
/// </remarks>
internal sealed unsafe class TrainableNetwork
{
    private readonly TrainableLayer[] _layers;      // In the model's order, from the first that is trained on.
    private readonly TrainableDropout?[] _dropouts; // Behind the layer of the same number.

    /// <param name="spec">The model.</param>
    /// <param name="parameters">The weights and this worker's gradients.</param>
    /// <param name="dropout">Rate of the dropout on the outputs of every recurrent layer and embedding.</param>
    /// <param name="network">Which of the model's networks.</param>
    /// <param name="first">The first layer; those below it stay as they are and have run already.</param>
    /// <param name="without">So many layers at the end are left to somebody else.</param>
    public TrainableNetwork(ModelSpec spec, WorkerParameters parameters, float dropout, string network = NetworkNames.Main, int first = 0, int without = 0)
    {
        Parameters = parameters;
        var gemm = new Gemm();
        LayerSpec[] layers = [.. spec.NetworkLayers(network).SkipLast(without)];
        _layers = [.. layers.Select((layer, i) => (layer, i)).Skip(first).Select(l => TrainableLayers.Create(new LayerParameters(l.layer, parameters, LayerSpec.Prefix(l.i, network), IsReverse: false, gemm)))];
        _dropouts = [.. layers.Skip(first).Select(layer => dropout > 0 && (layer.IsRecurrent || layer.Kind == LayerKind.Embedding) ? new TrainableDropout(layer.Outputs, dropout) : null)];
    }

    public WorkerParameters Parameters { get; }

    public int Inputs => _layers[0].Inputs;

    public int Outputs => _layers[^1].Outputs;

    /// <summary>States of <paramref name="count"/> sequences in all layers: zeros.</summary>
    public StateBatch CreateStates(int count) => new([.. _layers.Select(l => l.StateSize)], count);

    /// <summary>Runs a batch. x [Rows, Inputs] must stay until backward.</summary>
    /// <param name="layout">Lengths of the sequences.</param>
    /// <param name="x">[Rows, Inputs].</param>
    /// <param name="dropoutSeed">Decides what dropout drops; null switches it off.</param>
    /// <param name="initial">States before the sequences, in the order of the layout, of as many sequences or more; zeros if left out.</param>
    /// <returns>[Rows, Outputs], valid until the next forward.</returns>
    /// <exception cref="ArgumentException">The states are of fewer sequences.</exception>
    public float* Forward(SequenceLayout layout, float* x, ulong? dropoutSeed, StateBatch? initial = null)
    {
        if (initial is not null && initial.Count < layout.Count) throw new ArgumentException($"Expected states of at least {layout.Count} sequences, found {initial.Count}.", nameof(initial));
        ulong drops = 0;
        for (int i = 0; i < _layers.Length; i++)
        {
            x = _layers[i].Forward(layout, x, initial?.OfLayer(i) ?? default);
            drops++;
            if (_dropouts[i] is not { } dropout) continue;
            dropout.Seed = dropoutSeed is { } seed ? SeededRandom.Combine(seed, drops) : null;
            drops++;
            x = dropout.Forward(layout, x);
        }
        GC.KeepAlive(this); // The layers hold pointers into what belongs to it.
        return x;
    }

    /// <summary>Adds the gradients of all tensors to this worker's.</summary>
    /// <param name="dy">[Rows, Outputs], gradient of the loss; null for zeros if the last layer is recurrent and only its final state is used.</param>
    /// <param name="final">Gradients of the states after the sequences; zeros if left out, which is what truncates.</param>
    /// <param name="needInputGradient">Whether the gradient of x is computed.</param>
    /// <returns>[Rows, Inputs], gradient of x, valid until the next backward; null if it is not needed or the first layer is an embedding.</returns>
    public float* Backward(float* dy, StateBatch? final = null, bool needInputGradient = false)
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            if (_dropouts[i] is { } dropout) dy = dropout.Backward(dy, needInputGradient: true);
            dy = _layers[i].Backward(dy, needInputGradient || i > 0, final?.OfLayer(i) ?? default);
        }
        GC.KeepAlive(this);
        return dy;
    }

    /// <summary>After forward: copies the states after the sequences. <paramref name="target"/> may be what forward started from if backward is done.</summary>
    public void ReadFinalStates(StateBatch target)
    {
        for (int i = 0; i < _layers.Length; i++) _layers[i].ReadFinalState(target.OfLayer(i));
    }

    /// <summary>After backward: copies the gradients of the states before the sequences.</summary>
    public void ReadInitialGradients(StateBatch target)
    {
        for (int i = 0; i < _layers.Length; i++) _layers[i].ReadInitialGradient(target.OfLayer(i));
    }
}
