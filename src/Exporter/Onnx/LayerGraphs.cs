using EmbeddedSeq.Exporter.Onnx.Layers;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>The table of layers: who writes the nodes of which kind.</summary>
internal static class LayerGraphs
{
    private static readonly Dictionary<LayerKind, Action<LayerGraph>> s_layers = new()
    {
        [LayerKind.Lstm] = LstmGraph.Write,
        [LayerKind.Rnn] = RnnGraph.Write,
        [LayerKind.Gru] = GruGraph.Write,
        [LayerKind.Jordan] = JordanGraph.Write,
        [LayerKind.Clockwork] = ClockworkGraph.Write,
        [LayerKind.Scrn] = ScrnGraph.Write,
        [LayerKind.Embedding] = EmbeddingGraph.Write,
        [LayerKind.MeanPool] = MeanPoolGraph.Write,
        [LayerKind.Dense] = StepGraphs.Dense,
        [LayerKind.Tanh] = StepGraphs.Tanh,
        [LayerKind.LogSoftmax] = StepGraphs.LogSoftmax,
        [LayerKind.LayerNorm] = StepGraphs.LayerNorm,
    };

    /// <summary>Writes the layers of a network one behind the other.</summary>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="model">Has the weights.</param>
    /// <param name="network">Name of the network.</param>
    /// <param name="options">Form of the graph.</param>
    /// <param name="x">Name of the value to read, [T, B, inputs].</param>
    /// <param name="y">Name of the value to produce, [T, B, outputs].</param>
    /// <exception cref="ModelFormatException">No operators make one of the layers.</exception>
    public static void Write(GraphBuilder graph, ModelWeights model, string network, OnnxExportOptions options, string x, string y)
    {
        IReadOnlyList<LayerSpec> layers = model.Spec.NetworkLayers(network);
        for (int i = 0; i < layers.Count; i++)
        {
            string result = i == layers.Count - 1 ? y : ModelSpec.Prefix(i, network) + "output";
            if (!s_layers.TryGetValue(layers[i].Kind, out Action<LayerGraph>? write)) throw new ModelFormatException(model.Spec.Name, $"{network}[{i}]: no ONNX operators for kind {layers[i].Kind}");
            write(new LayerGraph(graph, model, network, i, options, x, result));
            x = result;
        }
    }
}
