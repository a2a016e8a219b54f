using EmbeddedSeq.Exporter.Verification.Reference;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>The logarithm of the softmax over each step.</summary>
internal static class LogSoftmaxGraph
{
    public static void Write(LayerGraph layer) => layer.Node("LogSoftmax", "log_softmax", [layer.X], layer.Y, Attribute("axis", -1));

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        double largest = x.Max(), log = Math.Log(x.Sum(v => Math.Exp(v - largest)));
        return ([], [.. x.Select(v => v - largest - log)]);
    }
}
