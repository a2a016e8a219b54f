using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx.Decoding;

/// <summary>From the source to the vector that stands for it, <see cref="OnnxNames.Vector"/>. S steps, N sentences, E outputs of the encoder.</summary>
internal static class SourceGraph
{
    /// <summary>What attention reads: the encoder's outputs [S, E] and, as <see cref="Columns"/>, [E, S].</summary>
    public const string Rows = "source_rows", Columns = "source_columns";

    private const string Encoded = "encoded";

    /// <summary>A text of one piece.</summary>
    public static void ReadText(GraphBuilder graph, ModelWeights model)
    {
        string rows = NetworkGraph.DeclareInput(graph, model.Spec, NetworkNames.Encoder, "S", 1);
        string length = Count(graph, rows, axis: 0, OnnxNames.Lengths);
        DeclareVector(graph, model, NetworkNames.Encoder);
        Read(graph, model, NetworkNames.Encoder, rows, length, OnnxNames.Vector);
        if (!model.Spec.Networks!.ContainsKey(NetworkNames.Attention)) return;
        graph.Value("Squeeze", Rows, [Encoded, graph.Constant("sequence_axis", [1])]);
        graph.Value("Transpose", Columns, [Rows], Attribute("perm", 1, 0));
    }

    /// <summary>The sentences of a paragraph side by side, each to its vector, then their vectors one behind the other.</summary>
    public static void ReadParagraph(GraphBuilder graph, ModelWeights model)
    {
        string rows = NetworkGraph.DeclareInput(graph, model.Spec, NetworkNames.Encoder, "S", "N");
        string lengths = graph.Input(OnnxNames.Lengths, DataType.Int32, "Number of steps of each sentence, 1 to S.", "N");
        DeclareVector(graph, model, NetworkNames.Sentences);
        string vectors = Read(graph, model, NetworkNames.Encoder, rows, lengths, "sentence_vectors"); // [1, N, E]
        string steps = graph.Value("Transpose", "sentence_steps", [vectors], Attribute("perm", 1, 0, 2));
        Read(graph, model, NetworkNames.Sentences, steps, Count(graph, rows, axis: 1, "sentence_count"), OnnxNames.Vector);
    }

    private static void DeclareVector(GraphBuilder graph, ModelWeights model, string network) =>
        graph.Output(OnnxNames.Vector, "Stands for the whole source.", 1, 1, model.Spec.NetworkLayers(network)[^1].Outputs);

    /// <summary>One axis of a value's shape as int32 [1].</summary>
    private static string Count(GraphBuilder graph, string value, int axis, string output) =>
        graph.Value("Cast", output, [graph.Value("Shape", output + "_shape", [value], Attribute("start", axis), Attribute("end", axis + 1))], Attribute("to", (long)DataType.Int32));

    /// <summary>Runs a network over sequences [S, B, I] and takes of each its ends, [1, B, E]: the forward half has read all at the last step, the reverse half at the first.</summary>
    private static string Read(GraphBuilder graph, ModelWeights model, string network, string x, string lengths, string ends)
    {
        string y = network == NetworkNames.Encoder ? Encoded : network + "_read";
        LayerGraphs.Write(graph, model, network, new OnnxExportOptions { Form = OnnxForm.Whole }, x, y, lengths);
        LayerSpec last = model.Spec.NetworkLayers(network)[^1];

        string Local(string name) => $"{network}_{name}";
        string counts = graph.Value("Cast", Local("counts"), [lengths], Attribute("to", (long)DataType.Int64));
        string lastSteps = graph.Value("Sub", Local("last_steps"), [counts, graph.Constant(Local("one"), [1])]);
        string column = graph.Value("Reshape", Local("last_steps_column"), [lastSteps, graph.Constant(Local("column_shape"), [1, -1, 1])]);
        string indices = graph.Value("Expand", Local("last_steps_of_numbers"), [column, graph.Constant(Local("numbers_shape"), [1, 1, last.OutputsOfDirection])]);
        string forward = graph.Value("GatherElements", last.Bidirectional ? Local("forward_half") : ends, [y, indices], Attribute("axis", 0));
        if (!last.Bidirectional) return forward;
        string first = graph.Slice(y, Local("first_steps"), axis: 0, 0, 1);
        string reverse = graph.Slice(first, Local("reverse_half"), axis: 2, last.OutputsOfDirection, last.Outputs);
        return graph.Value("Concat", ends, [forward, reverse], Attribute("axis", 2));
    }
}
