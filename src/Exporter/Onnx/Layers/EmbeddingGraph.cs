using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Embedding layers: the row of the number that comes, or the mean of the rows of several numbers, of which those below 0 do not count.</summary>
internal static class EmbeddingGraph
{
    public static void Write(LayerGraph layer)
    {
        LayerSpec spec = layer.Spec;
        string weight = layer.Constant("weight", layer.Weights("weight"), spec.Rows, spec.Units), last = layer.Constant("last_axis", 2);
        if (spec.Inputs == 1)
        {
            layer.Node("Gather", "gather", [weight, layer.Node("Squeeze", "squeeze", [layer.X, last])], layer.Y);
            return;
        }
        string zero = layer.Constant("zero", 0);
        string rows = layer.Node("Gather", "gather", [weight, layer.Node("Max", "valid", [layer.X, zero])]); // [T, B, K, O]
        string counts = layer.Node("Cast", "counts", [layer.Node("GreaterOrEqual", "is_row", [layer.X, zero])], null, Attribute("to", (long)TensorProto.Types.DataType.Float)); // [T, B, K]
        string those = layer.Node("Mul", "those", [rows, layer.Node("Unsqueeze", "unsqueeze", [counts, layer.Constant("new_axis", 3)])]);
        string sum = layer.Node("ReduceSum", "sum", [those, last], null, Attribute("keepdims", 0)); // [T, B, O]
        string number = layer.Node("Max", "number", [layer.Node("ReduceSum", "count", [counts, last]), layer.Constant("one", [1f], 1)]); // [T, B, 1]
        layer.Node("Div", "mean", [sum, number], layer.Y);
    }

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        int units = layer.Spec.Units;
        float[] weight = layer.Tensor("weight").Data;
        int[] rows = [.. x.Where(number => number >= 0).Select(number => (int)number)];
        return ([], [.. Enumerable.Range(0, units).Select(j => rows.Sum(row => (double)weight[row * units + j]) / Math.Max(rows.Length, 1))]);
    }
}
