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
    /// <param name="dropout">Rate of the dropout on the outputs of every recurrent layer and embedding.</param>
    /// <param name="network">Which of the model's networks.</param>
    public TrainableNetwork(ModelSpec spec, WorkerParameters parameters, float dropout, string network = NetworkNames.Main)
    {
        Parameters = parameters;
        IReadOnlyList<LayerSpec> layers = spec.NetworkLayers(network);
        for (int i = 0; i < layers.Count; i++)
        {
            LayerSpec layer = layers[i];
            _layers.Add(Build(layer, ModelSpec.Prefix(i, network)));
            if (dropout > 0 && (layer.IsRecurrent || layer.Kind == LayerKind.Embedding)) _layers.Add(new TrainableDropout(layer.Outputs, dropout));
        }
    }

    public WorkerParameters Parameters { get; }

    public int Inputs => _layers[0].Inputs;

    public int Outputs => _layers[^1].Outputs;

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
    /// <param name="needInputGradient">Whether the gradient of x is wanted.</param>
    /// <returns>[Rows, Inputs], gradient of x, valid until the next backward; null if it is not wanted or the first layer is an embedding.</returns>
    public float* Backward(float* dy, bool needInputGradient = false)
    {
        for (int i = _layers.Count - 1; i >= 0; i--) dy = _layers[i].Backward(dy, needInputGradient || i > 0);
        return dy;
    }

    private TrainableLayer Build(LayerSpec layer, string prefix) => layer.Kind switch
    {
        LayerKind.Lstm when layer.Bidirectional => new TrainableBidirectional(Lstm(layer, prefix, reverse: false), Lstm(layer, prefix, reverse: true)),
        LayerKind.Lstm => Lstm(layer, prefix, reverse: false),
        LayerKind.Dense => new TrainableDense(Parameters, prefix, layer.Inputs, layer.Units, _gemm),
        LayerKind.LogSoftmax => new TrainableLogSoftmax(layer.Units),
        LayerKind.Embedding => new TrainableEmbedding(Parameters, prefix, layer.Inputs, layer.Units),
        LayerKind.Tanh => new TrainableTanh(layer.Units),
        LayerKind.MeanPool => new TrainableMeanPool(layer.Units),
        _ => throw new InvalidOperationException($"Layer kind {layer.Kind} cannot be trained."),
    };

    private TrainableLstm Lstm(LayerSpec layer, string prefix, bool reverse) => new(Parameters, prefix, layer.Inputs, layer.Units, reverse, _gemm);
}
