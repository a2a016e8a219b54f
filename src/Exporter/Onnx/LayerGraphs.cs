using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>The layers of a network as nodes.</summary>
internal static class LayerGraphs
{
    /// <summary>Writes the layers of a network one behind the other.</summary>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="model">Has the weights.</param>
    /// <param name="network">Name of the network.</param>
    /// <param name="options">Form of the graph.</param>
    /// <param name="x">Name of the value to read, [T, B, inputs].</param>
    /// <param name="y">Name of the value to produce, [T, B, outputs].</param>
    /// <param name="lengths">Name of the steps of each sequence in the whole form, int32 [B].</param>
    public static void Write(GraphBuilder graph, ModelWeights model, string network, OnnxExportOptions options, string x, string y, string lengths = OnnxNames.Lengths)
    {
        IReadOnlyList<LayerSpec> layers = model.Spec.NetworkLayers(network);
        for (int i = 0; i < layers.Count; i++)
        {
            string result = i == layers.Count - 1 ? y : LayerSpec.Prefix(i, network) + "output";
            LayerExports.Of(layers[i].Kind).Write(new LayerGraph(graph, model, network, i, options, x, result, lengths));
            x = result;
        }
    }
}
