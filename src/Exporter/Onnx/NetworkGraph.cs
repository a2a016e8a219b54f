using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>A model of one network as a graph. T steps, B sequences, I inputs, V outputs; every value between layers is [T, B, ...].</summary>
internal static class NetworkGraph
{
    public static GraphProto Build(ModelWeights model, OnnxExportOptions options)
    {
        var graph = new GraphBuilder("sequence_network");
        ModelSpec spec = model.Spec;
        object steps = options.Steps as object ?? "T", batch = options.Batch as object ?? "B";
        string input = DeclareInput(graph, spec, NetworkNames.Main, steps, batch);
        if (options.Form is OnnxForm.Whole) graph.Input(OnnxNames.Lengths, DataType.Int32, "Number of steps of each sequence, 1 to T; outputs of later steps mean nothing.", batch);
        graph.Output(OnnxNames.Output(spec), "One number for each token.", steps, batch, spec.OutputSize);
        LayerGraphs.Write(graph, model, NetworkNames.Main, options, input, OnnxNames.Output(spec));
        return graph.Graph;
    }

    /// <summary>The input of a network: features or, if it begins with an embedding, numbers of rows.</summary>
    public static string DeclareInput(GraphBuilder graph, ModelSpec spec, string network, object steps, object batch)
    {
        LayerSpec first = spec.NetworkLayers(network)[0];
        return first.Kind == LayerKind.Embedding
            ? graph.Input(OnnxNames.Rows, DataType.Int64, $"Numbers of rows of the embedding, below {first.Rows}{(first.Inputs > 1 ? "; -1 for none" : "")}.", steps, batch, first.Inputs)
            : graph.Input(OnnxNames.Features, DataType.Float, "Normalised, stacked features.", steps, batch, first.Inputs);
    }
}
