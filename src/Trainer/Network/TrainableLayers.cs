using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Makes each layer of a description for training: a row for each kind.</summary>
internal static class TrainableLayers
{
    private static readonly Dictionary<LayerKind, Func<LayerParameters, TrainableLayer>> s_kinds = new()
    {
        [LayerKind.Rnn] = layer => new TrainableRnn(layer),
        [LayerKind.Jordan] = layer => new TrainableJordan(layer),
        [LayerKind.Lstm] = layer => new TrainableLstm(layer),
        [LayerKind.Gru] = layer => new TrainableGru(layer),
        [LayerKind.Clockwork] = layer => new TrainableClockwork(layer),
        [LayerKind.Scrn] = layer => new TrainableScrn(layer),
        [LayerKind.Dense] = layer => new TrainableDense(layer.Parameters, layer.Prefix, layer.Spec, layer.Gemm),
        [LayerKind.Embedding] = layer => new TrainableEmbedding(layer.Parameters, layer.Prefix, layer.Spec.Inputs, layer.Spec.Units),
        [LayerKind.LayerNorm] = layer => new TrainableLayerNorm(layer.Parameters, layer.Prefix, layer.Spec.Units),
        [LayerKind.MeanPool] = layer => new TrainableMeanPool(layer.Spec.Units),
        [LayerKind.Tanh] = layer => new TrainableTanh(layer.Spec.Units),
        [LayerKind.LogSoftmax] = layer => new TrainableLogSoftmax(layer.Spec.Units),
    };

    /// <summary>The kinds that can be trained.</summary>
    public static IReadOnlyCollection<LayerKind> Kinds => s_kinds.Keys;

    /// <summary>A layer, in both directions if its description says so.</summary>
    public static TrainableLayer Create(LayerParameters layer)
    {
        if (!s_kinds.TryGetValue(layer.Spec.Kind, out Func<LayerParameters, TrainableLayer>? create)) throw new NotSupportedException($"{layer.Spec.Kind} has no row in {nameof(TrainableLayers)}");
        return layer.Spec.Bidirectional
            ? new TrainableBidirectional((TrainableRecurrent)create(layer), (TrainableRecurrent)create(layer with { IsReverse = true }))
            : create(layer);
    }
}
