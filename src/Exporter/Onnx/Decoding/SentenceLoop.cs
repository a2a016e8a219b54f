using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx.Decoding;

/// <summary>A Loop whose every turn makes a plan of the paragraph's vector and writes a sentence from it, until an empty one.</summary>
internal static class SentenceLoop
{
    private const string Plan = "plan";

    /// <param name="graph">Takes the nodes; has <see cref="OnnxNames.Vector"/>.</param>
    /// <param name="model">Has the weights.</param>
    /// <param name="most">Name of the most sentences, int64 [].</param>
    /// <param name="longest">Name of the most tokens of a sentence, int64 [].</param>
    public static void Write(GraphBuilder graph, ModelWeights model, string most, string longest)
    {
        string any = graph.Value("Greater", "any_sentence", [most, graph.Scalar("no_sentence", 0)]);
        (string[] first, string[] last) = LoopStates.Around(graph, model.Spec, NetworkNames.Planner);
        graph.Node("Loop", "write_paragraph", [most, any, .. first], [.. last, OnnxNames.Tokens, OnnxNames.LogProbability], Attribute("body", Body(model, longest)));
    }

    /// <summary>One sentence. A Loop collects values of one shape, so its tokens are filled with end symbols.</summary>
    private static GraphProto Body(ModelWeights model, string longest)
    {
        var body = new GraphBuilder("write_sentence");
        body.Input("sentence", DataType.Int64, "");
        body.Input("sentence_goes_on_before", DataType.Bool, "");
        body.Output("paragraph_goes_on", DataType.Bool, "");
        LayerGraphs.Write(body, model, NetworkNames.Planner, new OnnxExportOptions { Form = OnnxForm.Streaming, Steps = 1, Batch = 1 }, OnnxNames.Vector, Plan);
        TokenLoop.Write(body, model, Plan, longest, "sentence_tokens", "sentence_log_probability");

        string firstToken = body.Value("Gather", "first_written", ["sentence_tokens", body.Scalar("first_index", 0)]);
        string end = body.Scalar("end_symbol", TextInputSpec.End);
        body.Value("Not", "paragraph_goes_on", [body.Value("Equal", "is_empty", [firstToken, end])]);

        string rest = body.Value("Sub", "rest", [longest, body.Value("Size", "sentence_length", ["sentence_tokens"])]);
        string behind = body.Value("Unsqueeze", "behind", [rest, body.Constant("rest_axis", [0])]);
        string padding = body.Value("Concat", "padding", [body.Constant("before_it", [0]), behind], Attribute("axis", 0));
        body.Value("Pad", "padded_tokens", ["sentence_tokens", padding, end]);
        body.Output("padded_tokens", DataType.Int64, "", OnnxNames.Longest);
        body.Output("sentence_log_probability", "");
        return body.Graph;
    }
}
