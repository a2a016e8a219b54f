using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx.Decoding;

/// <summary>A Loop that writes the most probable token at each step until its end symbol. S steps of the source, E outputs of the encoder, V tokens.</summary>
internal static class TokenLoop
{
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="model">Has the weights.</param>
    /// <param name="vector">Name of what the text is written from, [1, 1, n].</param>
    /// <param name="longest">Name of the most tokens, int64 [].</param>
    /// <param name="tokens">Name of what is written, int64 [N].</param>
    /// <param name="logProbability">Name of its ln p, float [].</param>
    public static void Write(GraphBuilder graph, ModelWeights model, string vector, string longest, string tokens, string logProbability)
    {
        string any = graph.Value("Greater", "any", [longest, graph.Scalar("none", 0)]);
        (string[] first, string[] last) = LoopStates.Around(graph, model.Spec, NetworkNames.Decoder);
        string[] begin = [longest, any, graph.Constant("first_token", DataType.Int64, [TextInputSpec.End], 1, 1, 1), graph.Constant("first_sum", [0f], 1, 1, 1)];
        graph.Node("Loop", "write_text", [.. begin, .. first], ["last_token", "sum", .. last, tokens], Attribute("body", Body(model, vector)));
        graph.Value("Squeeze", logProbability, ["sum"]);
    }

    /// <summary>One token. Its inputs and outputs stand in the order of the Loop: what goes on from step to step, then what is collected.</summary>
    private static GraphProto Body(ModelWeights model, string vector)
    {
        var body = new GraphBuilder("write_token");
        body.Input("step", DataType.Int64, "");
        body.Input("goes_on_before", DataType.Bool, "");
        string before = body.Input("before", DataType.Int64, "", 1, 1, 1), sum = body.Input("sum_before", DataType.Float, "", 1, 1, 1);
        body.Output("goes_on", DataType.Bool, "");
        body.Output("token", DataType.Int64, "", 1, 1, 1);
        body.Output("sum_after", "", 1, 1, 1);

        var options = new OnnxExportOptions { Form = OnnxForm.Streaming, Steps = 1, Batch = 1 };
        LayerGraphs.Write(body, model, NetworkNames.Target, options, before, "embedded");
        LayerGraphs.Write(body, model, NetworkNames.Decoder, options, body.Value("Concat", "decoder_input", ["embedded", vector], Attribute("axis", 2)), "hidden");
        string joined = "hidden";
        if (model.Spec.Networks!.ContainsKey(NetworkNames.Attention))
        {
            LayerGraphs.Write(body, model, NetworkNames.Attention, options, "hidden", "query"); // [1, 1, E]
            string weights = body.Value("Softmax", "attention_weights", [body.Value("MatMul", "attention_scores", ["query", SourceGraph.Columns])], Attribute("axis", 2)); // [1, 1, S]
            joined = body.Value("Concat", "joined", ["hidden", body.Value("MatMul", "found", [weights, SourceGraph.Rows])], Attribute("axis", 2));
        }
        LayerGraphs.Write(body, model, NetworkNames.Output, options, joined, "logs"); // [1, 1, V]

        string known = body.Slice("logs", "known", axis: 2, TextInputSpec.Unknown + 1, int.MaxValue); // What is unknown is never written.
        body.Value("Add", "token", [body.Value("ArgMax", "best", [known], Attribute("axis", 2), Attribute("keepdims", 1)), body.Scalar("one", 1)]);
        body.Value("Add", "sum_after", [sum, body.Value("ReduceMax", "best_log", [known], Attribute("axes", [2L]), Attribute("keepdims", 1))]);
        body.Value("Not", "goes_on", [body.Value("Squeeze", "is_end", [body.Value("Equal", "is_end_token", ["token", body.Scalar("end_token", TextInputSpec.End)])])]);
        body.Value("Squeeze", "written", ["token"]);
        body.Output("written", DataType.Int64, "");
        return body.Graph;
    }
}
