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
        [LayerKind.Dense] = layer => new TrainableDense(layer),
        [LayerKind.Embedding] = layer => new TrainableEmbedding(layer),
        [LayerKind.LayerNorm] = layer => new TrainableLayerNorm(layer),
        [LayerKind.MeanPool] = layer => new TrainableMeanPool(layer.Spec.Units),
        [LayerKind.Tanh] = layer => new TrainableTanh(layer.Spec.Units),
        [LayerKind.LogSoftmax] = layer => new TrainableLogSoftmax(layer.Spec.Units),
    };

    /// <summary>What makes one direction of a layer of a kind.</summary>
    public static Func<LayerParameters, TrainableLayer> Of(LayerKind kind) => s_kinds.TryGetValue(kind, out Func<LayerParameters, TrainableLayer>? create) ? create : throw new NotSupportedException($"{kind} has no row in {nameof(TrainableLayers)}");

    /// <summary>A layer, in both directions if its description says so.</summary>
    public static TrainableLayer Create(LayerParameters layer)
    {
        Func<LayerParameters, TrainableLayer> create = Of(layer.Spec.Kind);
        return layer.Spec.Bidirectional
            ? new TrainableBidirectional((TrainableRecurrent)create(layer), (TrainableRecurrent)create(layer with { IsReverse = true }))
            : create(layer);
    }
}
