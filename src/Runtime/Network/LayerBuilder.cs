using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>Makes each layer of a description from its tensors.</summary>
internal static class LayerBuilder
{
    public static Layer[] Build(ModelWeights model) => [.. model.Spec.Layers.Select((spec, i) => Build(spec, ModelSpec.Prefix(i), model))];

    private static Layer Build(LayerSpec spec, string prefix, ModelWeights model) => spec.Kind switch
    {
        LayerKind.Lstm when spec.Bidirectional => new BidirectionalLayer(Lstm(spec, prefix, model, reverse: false), Lstm(spec, prefix, model, reverse: true)),
        LayerKind.Lstm => Lstm(spec, prefix, model, reverse: false),
        LayerKind.Dense => new DenseLayer(model[prefix + "weight"].Data, model[prefix + "bias"].Data),
        LayerKind.LogSoftmax => new LogSoftmaxLayer(spec.Units),
        _ => throw new ModelFormatException(model.Spec.Name, $"no layer for kind {spec.Kind}"),
    };

    private static LstmLayer Lstm(LayerSpec spec, string prefix, ModelWeights model, bool reverse)
    {
        string suffix = reverse ? "_reverse" : "";
        var weights = new PanelWeights(model[prefix + "weight_ih" + suffix].Data, model[prefix + "weight_hh" + suffix].Data, model[prefix + "bias" + suffix].Data, spec.Inputs, spec.Units);
        return new LstmLayer(weights, reverse);
    }
}
