using EmbeddedSeq.Exporter.Onnx;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>The network that was found in a graph.</summary>
/// <param name="Inputs">All inputs of the graph that it does not bring along itself.</param>
/// <param name="Input">The one that the first layer reads.</param>
/// <param name="InputSignal">What is known of it.</param>
/// <param name="OutputName">Name of the output that the last layer writes.</param>
/// <param name="Output">What is known of it.</param>
internal sealed record ImportedGraph(IReadOnlyList<ValueInfoProto> Inputs, ValueInfoProto Input, Signal InputSignal, string OutputName, Signal Output)
{
    /// <summary>The layers from input to output.</summary>
    public IReadOnlyList<Stage> Layers()
    {
        var layers = new List<Stage>();
        for (Stage stage = Output.Stage; stage.Layer is not null; stage = stage.Input!) layers.Add(stage);
        layers.Reverse();
        return layers;
    }
}
