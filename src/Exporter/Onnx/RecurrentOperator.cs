using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>Weights of one direction as ONNX's recurrent operators have them. G gates.</summary>
/// <param name="W">[G·H, I].</param>
/// <param name="R">[G·H, H].</param>
/// <param name="B">[2·G·H], two biases that are added.</param>
/// <param name="P">[3·H], peepholes; empty for none.</param>
internal sealed record OperatorWeights(float[] W, float[] R, float[] B, float[] P);

/// <summary>Writes a layer as one of ONNX's own recurrent operators, LSTM, GRU or RNN. T steps, B sequences, D directions, H units.</summary>
internal static class RecurrentOperator
{
    /// <param name="layer">The layer.</param>
    /// <param name="operation">LSTM, GRU or RNN.</param>
    /// <param name="gates">G.</param>
    /// <param name="convert">The weights of the direction whose tensors' names end so.</param>
    /// <param name="attributes">Besides size and direction.</param>
    public static void Write(LayerGraph layer, string operation, int gates, Func<string, OperatorWeights> convert, params AttributeProto[] attributes)
    {
        (int h, int d) = (layer.Spec.Units, layer.Directions.Count);
        OperatorWeights[] weights = [.. layer.Directions.Select(convert)];
        string w = layer.Constant("W", [.. weights.SelectMany(x => x.W)], d, gates * h, layer.Spec.Inputs);
        string r = layer.Constant("R", [.. weights.SelectMany(x => x.R)], d, gates * h, h);
        string b = layer.Constant("B", [.. weights.SelectMany(x => x.B)], d, 2 * gates * h);
        var inputs = new List<string> { layer.X, w, r, b, layer.IsStreaming ? "" : layer.Lengths };
        var outputs = new List<string> { layer.Name("Y") }; // [T, D, B, H]
        if (layer.IsStreaming)
        {
            IReadOnlyList<(string State, string Next)> states = layer.DeclareStates();
            inputs.AddRange(states.Select(s => s.State));
            outputs.AddRange(states.Select(s => s.Next));
        }
        if (weights[0].P.Length > 0)
        {
            while (inputs.Count < 7) inputs.Add("");
            inputs.Add(layer.Constant("P", [.. weights.SelectMany(x => x.P)], d, 3 * h));
        }
        layer.Graph.Node(operation, layer.Name(operation.ToLowerInvariant()), [.. inputs], [.. outputs], [Attribute("hidden_size", h), Attribute("direction", d == 2 ? "bidirectional" : "forward"), .. attributes]);
        JoinDirections(layer);
    }

    /// <summary>[T, D, B, H] to [T, B, D·H].</summary>
    private static void JoinDirections(LayerGraph layer)
    {
        if (!layer.Spec.Bidirectional)
        {
            layer.Node("Squeeze", "squeeze", [layer.Name("Y"), layer.Constant("direction_axis", 1)], layer.Y);
            return;
        }
        string byBatch = layer.Node("Transpose", "transpose", [layer.Name("Y")], null, Attribute("perm", 0, 2, 1, 3)); // [T, B, D, H]
        layer.Node("Reshape", "reshape", [byBatch, layer.Constant("joined_shape", 0, 0, layer.Spec.Outputs)], layer.Y); // 0 keeps a dimension.
    }
}
