using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Makes each layer of a description for training: a row for each kind.</summary>
internal sealed class TrainableLayerBuilder(WorkerParameters parameters, Gemm gemm)
{
    /// <param name="spec">The layer.</param>
    /// <param name="prefix">What the names of its tensors begin with.</param>
    public TrainableLayer Build(LayerSpec spec, string prefix) => spec.Kind switch
    {
        LayerKind.Dense => new TrainableDense(parameters, prefix, spec, gemm),
        LayerKind.LogSoftmax => new TrainableLogSoftmax(spec.Units),
        LayerKind.Embedding => new TrainableEmbedding(parameters, prefix, spec.Inputs, spec.Units),
        LayerKind.Tanh => new TrainableTanh(spec.Units),
        LayerKind.MeanPool => new TrainableMeanPool(spec.Units),
        LayerKind.LayerNorm => new TrainableLayerNorm(parameters, prefix, spec.Units),
        _ when spec.Bidirectional => new TrainableBidirectional(Recurrent(spec, prefix, reverse: false), Recurrent(spec, prefix, reverse: true)),
        _ => Recurrent(spec, prefix, reverse: false),
    };

    private TrainableRecurrent Recurrent(LayerSpec spec, string prefix, bool reverse) => spec.Kind switch
    {
        LayerKind.Lstm => new TrainableLstm(spec, parameters, prefix, reverse, gemm),
        LayerKind.Rnn => new TrainableRnn(spec, parameters, prefix, reverse, gemm),
        LayerKind.Jordan => new TrainableJordan(spec, parameters, prefix, reverse, gemm),
        LayerKind.Gru => new TrainableGru(spec, parameters, prefix, reverse, gemm),
        LayerKind.Clockwork => new TrainableClockwork(spec, parameters, prefix, reverse, gemm),
        LayerKind.Scrn => new TrainableScrn(spec, parameters, prefix, reverse, gemm),
        _ => throw new InvalidOperationException($"Layer kind {spec.Kind} cannot be trained."),
    };
}
