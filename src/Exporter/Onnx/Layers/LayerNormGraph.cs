using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Kernels;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Layer normalisation: ONNX's operator.</summary>
internal static class LayerNormGraph
{
    public static void Write(LayerGraph layer)
    {
        int units = layer.Spec.Units;
        string scale = layer.Constant("scale", layer.Weights("scale"), units), shift = layer.Constant("shift", layer.Weights("shift"), units);
        layer.Node("LayerNormalization", "layer_norm", [layer.X, scale, shift], layer.Y, Attribute("axis", -1), Attribute("epsilon", LayerNormalization.Epsilon));
    }

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-5);
        return ([], Sum(Product([.. x.Select(v => (v - mean) / deviation)], layer.Vector("scale")), layer.Vector("shift")));
    }
}
