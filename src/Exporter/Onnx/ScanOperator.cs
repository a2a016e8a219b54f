using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>
/// Writes a cell that ONNX has no operator for: the product with the input for all steps at once, then a Scan over the steps whose
/// body is one step of the cell. T steps, B sequences. A reverse direction runs forward over sequences that are reversed, each by its
/// own length.
/// </summary>
internal static class ScanOperator
{
    /// <param name="layer">The layer; its input weights are weight_ih and, if there is one, bias.</param>
    /// <param name="step">From the states [B, n] and the step's product with the input [B, N] to the next states and the output [B, O].</param>
    public static void Write(LayerGraph layer, Func<ScanBody, string[], string, (string[] Next, string Output)> step)
    {
        StateSpec[] states = layer.Spec.States();
        (string[] first, Action<string[]> keep) = layer.IsStreaming ? FromOutside(layer, states) : (Zeros(layer, states), _ => { });
        string[] outputs = [.. layer.Directions.Select((suffix, d) => Direction(suffix, isReverse: d == 1))];
        if (outputs.Length == 2) layer.Node("Concat", "concat", outputs, layer.Y, Attribute("axis", 2));

        string Direction(string suffix, bool isReverse)
        {
            string x = isReverse ? Reversed(layer, layer.X, "reverse_input", null) : layer.X;
            bool hasBias = layer.Spec.Tensors().Any(t => t.Name == "bias");
            string z = layer.Node("MatMul", "matmul" + suffix, [x, layer.Transposed("weight_ih" + suffix)]);
            int rows = layer.Spec.Tensors().First(t => t.Name == "weight_ih").Shape[0];
            if (hasBias) z = layer.Node("Add", "add" + suffix, [z, layer.Constant("bias" + suffix, layer.Weights("bias" + suffix), rows)]);

            var body = new ScanBody(layer, suffix);
            string[] before = [.. states.Select(s => body.Input(s.Name, s.Length))];
            (string[] next, string output) = step(body, before, body.Input("z", rows));
            for (int i = 0; i < states.Length; i++) body.Output(states[i].Name, next[i], states[i].Length);
            body.Output("output", output, layer.Spec.OutputsOfDirection);

            bool isLast = layer.Directions.Count == 1;
            string y = isLast ? layer.Y : layer.Name("scan_output" + suffix);
            string[] last = [.. states.Select(s => layer.Name($"last_{s.Name}{suffix}"))];
            layer.Graph.Node("Scan", layer.Name("scan" + suffix), [.. first, z], [.. last, y], Attribute("num_scan_inputs", 1), Attribute("body", body.Graph.Graph));
            keep(last);
            return isReverse ? Reversed(layer, y, "reverse_output", layer.Name("output_in_order")) : y;
        }
    }

    private static string Reversed(LayerGraph layer, string value, string local, string? output) =>
        layer.Node("ReverseSequence", local, [value, layer.Node("Cast", local + "_lengths", [layer.Lengths], null, Attribute("to", (long)TensorProto.Types.DataType.Int64))], output, Attribute("time_axis", 0), Attribute("batch_axis", 1));

    /// <summary>States [1, B, n] that are inputs and outputs of the graph, as [B, n].</summary>
    private static (string[] First, Action<string[]> Keep) FromOutside(LayerGraph layer, StateSpec[] states)
    {
        IReadOnlyList<(string State, string Next)> declared = layer.DeclareStates();
        string axis = layer.Constant("state_axis", 0);
        string[] first = [.. declared.Select((d, i) => layer.Node("Squeeze", "squeeze_" + states[i].Name, [d.State, axis]))];
        return (first, last =>
        {
            for (int i = 0; i < last.Length; i++) layer.Node("Unsqueeze", "unsqueeze_" + states[i].Name, [last[i], axis], declared[i].Next);
        }
        );
    }

    /// <summary>[B, n] for as many sequences as there are lengths.</summary>
    private static string[] Zeros(LayerGraph layer, StateSpec[] states)
    {
        string batch = layer.Node("Shape", "batch", [layer.Lengths]);
        return [.. states.Select(s =>
        {
            string shape = layer.Node("Concat", "shape_" + s.Name, [batch, layer.Constant("length_" + s.Name, s.Length)], null, Attribute("axis", 0));
            return layer.Node("ConstantOfShape", "zeros_" + s.Name, [shape]);
        })];
    }
}
