using EmbeddedSeq.Runtime.Model;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>
/// A model that writes a text from a text as one graph: the encoder, then a Loop that writes the most probable token at each step
/// until its end symbol. S steps of the source, E outputs of the encoder, V tokens; one source at a time.
/// </summary>
internal sealed class DecodingGraph
{
    private const int End = 1; // As TaskKind has it; token 0 stands for what is unknown and is never written.
    private readonly ModelWeights _model;
    private readonly GraphBuilder _graph = new("sequence_to_sequence"), _body = new("write_token");

    private DecodingGraph(ModelWeights model) => _model = model;

    /// <exception cref="ModelFormatException">The model writes no text, or writes paragraphs.</exception>
    public static void Check(ModelSpec spec)
    {
        if (spec.Networks is null || spec.Task is not (TaskKind.Translate or TaskKind.Autoencode)) throw new ModelFormatException(spec.Name, $"expected a model that writes a text from a text, found one for the task {spec.Task}");
        if (spec.Networks.ContainsKey(NetworkNames.Planner)) throw new ModelFormatException(spec.Name, "a model that reads and writes paragraphs has no ONNX form, only one for single texts has");
    }

    /// <exception cref="ModelFormatException">As in <see cref="Check"/>.</exception>
    public static GraphProto Build(ModelWeights model)
    {
        Check(model.Spec);
        var decoding = new DecodingGraph(model);
        decoding.Encode();
        decoding.Write();
        return decoding._graph.Graph;
    }

    private IReadOnlyList<LayerSpec> Layers(string network) => _model.Spec.NetworkLayers(network);

    private void Encode()
    {
        string rows = NetworkGraph.DeclareInput(_graph, _model.Spec, NetworkNames.Encoder, "S", 1);
        Op(_graph, "Cast", OnnxNames.Lengths, [Op(_graph, "Shape", "source_length", [rows], Attribute("start", 0), Attribute("end", 1))], Attribute("to", (long)DataType.Int32));
        LayerGraphs.Write(_graph, _model, NetworkNames.Encoder, new OnnxExportOptions { Form = OnnxForm.Whole, Batch = 1 }, rows, "encoded"); // [S, 1, E]
        LayerSpec last = Layers(NetworkNames.Encoder)[^1];
        _graph.Output(OnnxNames.Vector, "Stands for the whole source.", 1, 1, last.Outputs);
        if (!last.Bidirectional)
        {
            Slice(_graph, "encoded", OnnxNames.Vector, axis: 0, -1, int.MaxValue);
        }
        else
        {
            // The forward half has read all at the last step, the reverse half at the first.
            string forward = Slice(_graph, Slice(_graph, "encoded", "last_step", axis: 0, -1, int.MaxValue), "forward_half", axis: 2, 0, last.OutputsOfDirection);
            string reverse = Slice(_graph, Slice(_graph, "encoded", "first_step", axis: 0, 0, 1), "reverse_half", axis: 2, last.OutputsOfDirection, last.Outputs);
            Op(_graph, "Concat", OnnxNames.Vector, [forward, reverse], Attribute("axis", 2));
        }
        if (!_model.Spec.Networks!.ContainsKey(NetworkNames.Attention)) return;
        Op(_graph, "Transpose", "source_columns", [Op(_graph, "Squeeze", "source_rows", ["encoded", _graph.Constant("sequence_axis", [1])])], Attribute("perm", 1, 0)); // [S, E], [E, S]
    }

    private void Write()
    {
        string longest = _graph.Input(OnnxNames.Longest, DataType.Int64, "Most tokens to write, the end symbol included.");
        _graph.Output(OnnxNames.Tokens, DataType.Int64, "Tokens; the last is 1, the end symbol, unless the text was cut.", "N");
        _graph.Output(OnnxNames.LogProbability, "Logarithm of the probability of all tokens.");
        Body();

        string any = Op(_graph, "Greater", "any", [longest, _graph.Scalar("none", 0)]);
        var first = new List<string> { longest, any, _graph.Constant("first_token", DataType.Int64, [End], 1, 1, 1), _graph.Constant("first_sum", [0f], 1, 1, 1) };
        var last = new List<string> { "last_token", "sum" };
        foreach ((LayerSpec layer, int i) in Layers(NetworkNames.Decoder).Select((l, i) => (l, i)))
        {
            foreach (StateSpec state in layer.States())
            {
                string name = OnnxNames.State(state.Name, i);
                first.Add(_graph.Constant("first_" + name, new float[state.Length], 1, 1, state.Length));
                last.Add("last_" + name);
            }
        }
        _graph.Node("Loop", "write", [.. first], [.. last, OnnxNames.Tokens], Attribute("body", _body.Graph));
        Op(_graph, "Squeeze", OnnxNames.LogProbability, ["sum"]);
    }

    /// <summary>One token. Its inputs and outputs stand in the order of the Loop: what goes on from step to step, then what is collected.</summary>
    private void Body()
    {
        _body.Input("step", DataType.Int64, "");
        _body.Input("goes_on_before", DataType.Bool, "");
        string before = _body.Input("before", DataType.Int64, "", 1, 1, 1), sum = _body.Input("sum_before", DataType.Float, "", 1, 1, 1);
        _body.Output("goes_on", DataType.Bool, "");
        _body.Output("token", DataType.Int64, "", 1, 1, 1);
        _body.Output("sum_after", "", 1, 1, 1);

        var options = new OnnxExportOptions { Form = OnnxForm.Streaming, Steps = 1, Batch = 1 };
        LayerGraphs.Write(_body, _model, NetworkNames.Target, options, before, "embedded");
        LayerGraphs.Write(_body, _model, NetworkNames.Decoder, options, Op(_body, "Concat", "decoder_input", ["embedded", OnnxNames.Vector], Attribute("axis", 2)), "hidden");
        string joined = "hidden";
        if (_model.Spec.Networks!.ContainsKey(NetworkNames.Attention))
        {
            LayerGraphs.Write(_body, _model, NetworkNames.Attention, options, "hidden", "query"); // [1, 1, E]
            string weights = Op(_body, "Softmax", "attention_weights", [Op(_body, "MatMul", "attention_scores", ["query", "source_columns"])], Attribute("axis", 2)); // [1, 1, S]
            joined = Op(_body, "Concat", "joined", ["hidden", Op(_body, "MatMul", "found", [weights, "source_rows"])], Attribute("axis", 2));
        }
        LayerGraphs.Write(_body, _model, NetworkNames.Output, options, joined, "logs"); // [1, 1, V]

        string known = Slice(_body, "logs", "known", axis: 2, 1, int.MaxValue);
        Op(_body, "Add", "token", [Op(_body, "ArgMax", "best", [known], Attribute("axis", 2), Attribute("keepdims", 1)), _body.Scalar("one", 1)]);
        Op(_body, "Add", "sum_after", [sum, Op(_body, "ReduceMax", "best_log", [known], Attribute("axes", [2L]), Attribute("keepdims", 1))]);
        Op(_body, "Not", "goes_on", [Op(_body, "Squeeze", "is_end", [Op(_body, "Equal", "is_end_token", ["token", _body.Scalar("end_token", End)])])]);
        Op(_body, "Squeeze", "written", ["token"]);
        _body.Output("written", DataType.Int64, "");
    }

    private static string Op(GraphBuilder graph, string operation, string output, string[] inputs, params AttributeProto[] attributes)
    {
        graph.Node(operation, "node_" + output, inputs, [output], attributes);
        return output;
    }

    private static string Slice(GraphBuilder graph, string value, string output, int axis, long start, long end) =>
        Op(graph, "Slice", output, [value, graph.Constant(output + "_start", [start]), graph.Constant(output + "_end", [end]), graph.Constant(output + "_axis", [axis])]);
}
