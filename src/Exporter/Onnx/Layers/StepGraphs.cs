using EmbeddedSeq.Runtime.Model;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Layers that work on each step by itself.</summary>
internal static class StepGraphs
{
    public static void Dense(LayerGraph layer)
    {
        LayerSpec spec = layer.Spec;
        string product = layer.Node("MatMul", "matmul", [layer.X, layer.Transposed("weight")]);
        string? function = Activations.Operator(spec.ActivationOrUsual);
        string sum = layer.Node("Add", "add", [product, layer.Constant("bias", layer.Weights("bias"), spec.Units)], function is null ? layer.Y : null);
        if (function is not null) layer.Node(function, "activation", [sum], layer.Y);
    }

    public static void Tanh(LayerGraph layer) => layer.Node("Tanh", "tanh", [layer.X], layer.Y);

    public static void LogSoftmax(LayerGraph layer) => layer.Node("LogSoftmax", "log_softmax", [layer.X], layer.Y, Attribute("axis", -1));

    public static void LayerNorm(LayerGraph layer)
    {
        int units = layer.Spec.Units;
        string scale = layer.Constant("scale", layer.Weights("scale"), units), shift = layer.Constant("shift", layer.Weights("shift"), units);
        layer.Node("LayerNormalization", "layer_norm", [layer.X, scale, shift], layer.Y, Attribute("axis", -1), Attribute("epsilon", Runtime.Kernels.LayerNormalization.Epsilon));
    }
}
