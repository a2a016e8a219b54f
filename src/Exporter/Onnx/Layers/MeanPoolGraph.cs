using EmbeddedSeq.Exporter.Verification.Reference;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Mean of all steps so far: sums along the steps over how many there were. States: sum [1, B, H] and count [1, B, 1].</summary>
internal static class MeanPoolGraph
{
    public static void Write(LayerGraph layer)
    {
        string first = layer.Constant("first_axis", 0), sums = layer.Node("CumSum", "sums", [layer.X, layer.Graph.Scalar(layer.Name("steps_axis"), 0)]);
        string length = layer.Node("Squeeze", "length", [layer.Node("Shape", "shape", [layer.X], null, Attribute("start", 0), Attribute("end", 1)), first]);
        string one = layer.Graph.Scalar(layer.Name("one"), 1);
        string range = layer.Node("Range", "range", [one, layer.Node("Add", "end", [length, one]), one]);
        string counts = layer.Node("Cast", "counts", [layer.Node("Unsqueeze", "unsqueeze", [range, layer.Constant("other_axes", 1, 2)])], null, Attribute("to", (long)TensorProto.Types.DataType.Float)); // [T, 1, 1]
        if (layer.IsStreaming)
        {
            IReadOnlyList<(string State, string Next)> states = layer.DeclareStates();
            sums = layer.Node("Add", "all_sums", [sums, states[0].State]);
            counts = layer.Node("Add", "all_counts", [counts, states[1].State]); // [T, B, 1]
            string minusOne = layer.Constant("last", -1), end = layer.Constant("end_of_steps", int.MaxValue);
            layer.Node("Slice", "last_sum", [sums, minusOne, end, first], states[0].Next);
            layer.Node("Slice", "last_count", [counts, minusOne, end, first], states[1].Next);
        }
        layer.Node("Div", "mean", [sums, counts], layer.Y);
    }

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        double[] sum = LayerReference.Sum(before[0], x), count = [before[1][0] + 1];
        return ([sum, count], [.. sum.Select(v => v / count[0])]);
    }
}
