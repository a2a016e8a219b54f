using EmbeddedSeq.Exporter.Verification.Reference;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

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

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        double[] h = Apply(layer.Spec.ActivationOrUsual, Sum(layer.Inputs(x), layer.Times("weight_hh", before[0])));
        return ([h], h);
    }
}
