using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Dense layers: MatMul, Add and the activation function.</summary>
internal static class DenseGraph
{
    public static void Write(LayerGraph layer)
    {
        LayerSpec spec = layer.Spec;
        string product = layer.Node("MatMul", "matmul", [layer.X, layer.Transposed("weight")]);
        string? function = Activations.Operator(spec.ActivationOrUsual);
        string sum = layer.Node("Add", "add", [product, layer.Constant("bias", layer.Weights("bias"), spec.Units)], function is null ? layer.Y : null);
        if (function is not null) layer.Node(function, "activation", [sum], layer.Y);
    }

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before) =>
        ([], Apply(layer.Spec.ActivationOrUsual, Sum(layer.Times("weight", x), layer.Vector("bias"))));
}
