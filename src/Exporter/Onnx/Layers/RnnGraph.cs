namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Elman layers: ONNX's operator RNN.</summary>
internal static class RnnGraph
{
    public static void Write(LayerGraph layer) => RecurrentOperator.Write(
        layer,
        "RNN",
        1,
        suffix => new(layer.Weights("weight_ih" + suffix), layer.Weights("weight_hh" + suffix), [.. layer.Weights("bias" + suffix), .. new float[layer.Spec.Units]], []),
        Activations.Attributes(layer.Directions.Count, layer.Spec.ActivationOrUsual));
}
