using EmbeddedSeq.Runtime.Model;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx.Decoding;

/// <summary>
/// A model that writes a text from a text as one graph, one source at a time: what reads the source (<see cref="SourceGraph"/>), then
/// a Loop that writes token by token (<see cref="TokenLoop"/>) and, in models of paragraphs, one of sentences around it (<see cref="SentenceLoop"/>).
/// </summary>
internal static class DecodingGraph
{
    /// <exception cref="ModelFormatException">The model writes no text.</exception>
    public static void Check(ModelSpec spec)
    {
        if (spec.Networks is null || spec.Task is not (TaskKind.Translate or TaskKind.Autoencode)) throw new ModelFormatException(spec.Name, $"expected a model that writes a text from a text, found one for the task {spec.Task}");
    }

    /// <exception cref="ModelFormatException">As in <see cref="Check"/>.</exception>
    public static GraphProto Build(ModelWeights model)
    {
        Check(model.Spec);
        var graph = new GraphBuilder("sequence_to_sequence");
        if (model.Spec.Text!.Sentences > 0) WriteParagraph(graph, model);
        else WriteText(graph, model);
        return graph.Graph;
    }

    private static void WriteText(GraphBuilder graph, ModelWeights model)
    {
        SourceGraph.ReadText(graph, model);
        string longest = graph.Input(OnnxNames.Longest, DataType.Int64, "Most tokens to write, the end symbol included.");
        graph.Output(OnnxNames.Tokens, DataType.Int64, "Tokens; the last is 1, the end symbol, unless the text was cut.", "N");
        graph.Output(OnnxNames.LogProbability, "Logarithm of the probability of all tokens.");
        TokenLoop.Write(graph, model, OnnxNames.Vector, longest, OnnxNames.Tokens, OnnxNames.LogProbability);
    }

    private static void WriteParagraph(GraphBuilder graph, ModelWeights model)
    {
        SourceGraph.ReadParagraph(graph, model);
        string longest = graph.Input(OnnxNames.Longest, DataType.Int64, "Most tokens of a sentence to write, the end symbol included; at least 1.");
        string most = graph.Input(OnnxNames.Sentences, DataType.Int64, "Most sentences to write, the empty one at the end included.");
        graph.Output(OnnxNames.Tokens, DataType.Int64, "Tokens of each sentence; behind them 1, the end symbol, unless it was cut. The last sentence is empty unless the paragraph was cut.", "W", OnnxNames.Longest);
        graph.Output(OnnxNames.LogProbability, "Logarithm of the probability of all tokens of each sentence.", "W");
        SentenceLoop.Write(graph, model, most, longest);
    }
}
