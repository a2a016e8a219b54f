using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>Makes each layer of a description from its tensors.</summary>
internal static class LayerBuilder
{
    public static Layer[] Build(CompiledModel model, string network) =>
        [.. model.Spec.NetworkLayers(network).Select((spec, i) => Build(spec, ModelSpec.Prefix(i, network), model))];

    private static Layer Build(LayerSpec spec, string prefix, CompiledModel model) => spec.Kind switch
    {
        LayerKind.Lstm when spec.Bidirectional => new BidirectionalLayer(new LstmLayer(model, prefix, reverse: false), new LstmLayer(model, prefix, reverse: true)),
        LayerKind.Lstm => new LstmLayer(model, prefix, reverse: false),
        LayerKind.Dense => new DenseLayer(model, prefix),
        LayerKind.LogSoftmax => new LogSoftmaxLayer(spec.Units),
        LayerKind.Embedding => new EmbeddingLayer(model, prefix, spec.Inputs),
        LayerKind.Tanh => new TanhLayer(spec.Units),
        LayerKind.MeanPool => new MeanPoolLayer(spec.Units),
        _ => throw new ModelFormatException(model.Spec.Name, $"no layer for kind {spec.Kind}"),
    };
}
