using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>Makes each layer of a description from its tensors: a row for each kind.</summary>
internal static class LayerBuilder
{
    public static Layer[] Build(CompiledModel model, string network)
    {
        IReadOnlyList<LayerSpec> specs = model.Spec.NetworkLayers(network);
        var layers = new Layer[specs.Count];
        for (int i = 0; i < layers.Length; i++) layers[i] = Build(specs[i], ModelSpec.Prefix(i, network), model);
        return layers;
    }

    private static Layer Build(LayerSpec spec, string prefix, CompiledModel model) => spec.Kind switch
    {
        LayerKind.Dense => new DenseLayer(model, prefix, spec.ActivationOrUsual),
        LayerKind.LogSoftmax => new LogSoftmaxLayer(spec.Units),
        LayerKind.Embedding => new EmbeddingLayer(model, prefix, spec.Inputs),
        LayerKind.Tanh => new TanhLayer(spec.Units),
        LayerKind.MeanPool => new MeanPoolLayer(spec.Units),
        LayerKind.LayerNorm => new LayerNormLayer(model, prefix, spec.Units),
        _ when spec.Bidirectional => new BidirectionalLayer(Recurrent(new(model, spec, prefix, IsReverse: false)), Recurrent(new(model, spec, prefix, IsReverse: true))),
        _ => Recurrent(new(model, spec, prefix, IsReverse: false)),
    };

    private static RecurrentLayer Recurrent(LayerWeights weights) => weights.Spec.Kind switch
    {
        LayerKind.Lstm => new LstmLayer(weights),
        LayerKind.Rnn => new RnnLayer(weights),
        LayerKind.Jordan => new JordanLayer(weights),
        LayerKind.Gru => new GruLayer(weights),
        LayerKind.Clockwork => new ClockworkLayer(weights),
        LayerKind.Scrn => new ScrnLayer(weights),
        LayerKind kind => throw new ModelFormatException(weights.Model.Spec.Name, $"no layer for kind {kind}"),
    };
}
