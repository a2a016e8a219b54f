using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>The hyperbolic tangent of each number.</summary>
internal static class TanhGraph
{
    public static void Write(LayerGraph layer) => layer.Node("Tanh", "tanh", [layer.X], layer.Y);

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before) => ([], LayerReference.Apply(Activation.Tanh, x));
}
