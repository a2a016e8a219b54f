using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>One worker's copy of a network: it shares the weights and has its own activations and gradients.</summary>
internal sealed unsafe class TrainableNetwork
{
    private readonly List<TrainableLayer> _layers = [];
    private readonly Gemm _gemm = new();

    /// <param name="spec">The model.</param>
    /// <param name="parameters">The weights and this worker's gradients.</param>
    /// <param name="dropout">Rate of the dropout on the outputs of every recurrent layer.</param>
    public TrainableNetwork(ModelSpec spec, WorkerParameters parameters, float dropout)
    {
        Parameters = parameters;
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            LayerSpec layer = spec.Layers[i];
            _layers.Add(Build(layer, ModelSpec.Prefix(i)));
            if (dropout > 0 && layer.Kind == LayerKind.Lstm) _layers.Add(new TrainableDropout(layer.Outputs, dropout));
        }
    }

    public WorkerParameters Parameters { get; }

    /// <summary>Runs a batch. x [Rows, Inputs] must stay until backward.</summary>
    /// <param name="layout">Lengths of the sequences.</param>
    /// <param name="x">[Rows, Inputs].</param>
    /// <param name="dropoutSeed">Decides what dropout drops; null switches it off.</param>
    /// <returns>[Rows, Outputs], valid until the next forward.</returns>
    public float* Forward(SequenceLayout layout, float* x, ulong? dropoutSeed)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i] is TrainableDropout dropout) dropout.Seed = dropoutSeed is { } seed ? SeededRandom.Combine(seed, (ulong)i) : null;
            x = _layers[i].Forward(layout, x);
        }
        return x;
    }

    /// <summary>Adds the gradients of all tensors to this worker's.</summary>
    /// <param name="dy">[Rows, Outputs], gradient of the loss.</param>
    public void Backward(float* dy)
    {
        for (int i = _layers.Count - 1; i >= 0; i--) dy = _layers[i].Backward(dy, needInputGradient: i > 0);
    }

    private TrainableLayer Build(LayerSpec layer, string prefix) => layer.Kind switch
    {
        LayerKind.Lstm when layer.Bidirectional => new TrainableBidirectional(Lstm(layer, prefix, reverse: false), Lstm(layer, prefix, reverse: true)),
        LayerKind.Lstm => Lstm(layer, prefix, reverse: false),
        LayerKind.Dense => new TrainableDense(Parameters, prefix, layer.Inputs, layer.Units, _gemm),
        LayerKind.LogSoftmax => new TrainableLogSoftmax(layer.Units),
        _ => throw new InvalidOperationException($"Layer kind {layer.Kind} cannot be trained."),
    };

    private TrainableLstm Lstm(LayerSpec layer, string prefix, bool reverse) => new(Parameters, prefix, layer.Inputs, layer.Units, reverse, _gemm);
}
