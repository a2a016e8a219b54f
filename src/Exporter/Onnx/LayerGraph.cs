using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>One layer on its way into a graph: its shape and weights, the value that it reads and the one that it has to produce, both [T, B, ...].</summary>
/// <param name="graph">Takes the nodes.</param>
/// <param name="model">Has the weights.</param>
/// <param name="network">Name of the network that the layer belongs to.</param>
/// <param name="index">Number of the layer in it.</param>
/// <param name="options">Form of the graph.</param>
/// <param name="x">Name of the value to read.</param>
/// <param name="y">Name of the value to produce.</param>
/// <param name="lengths">Name of the steps of each sequence in the whole form, int32 [B].</param>
internal sealed class LayerGraph(GraphBuilder graph, ModelWeights model, string network, int index, OnnxExportOptions options, string x, string y, string lengths)
{
    public LayerSpec Spec { get; } = model.Spec.NetworkLayers(network)[index];

    public GraphBuilder Graph { get; } = graph;

    public string X { get; } = x;

    public string Y { get; } = y;

    public string Lengths { get; } = lengths;

    public bool IsStreaming { get; } = options.Form is OnnxForm.Streaming;

    /// <summary>What the names of each direction's tensors end in.</summary>
    public IReadOnlyList<string> Directions => Spec.Bidirectional ? ["", LayerSpec.Suffix(reverse: true)] : [""];

    /// <summary>A name that no other layer has.</summary>
    public string Name(string local) => LayerSpec.Prefix(index, network) + local;

    /// <summary>A tensor of the layer.</summary>
    public float[] Weights(string name) => model[Name(name)].Data;

    /// <summary>A constant of the layer.</summary>
    public string Constant(string local, float[] data, params long[] shape) => Graph.Constant(Name(local), data, shape);

    /// <summary>Integers of the layer.</summary>
    public string Constant(string local, params long[] data) => Graph.Constant(Name(local), data);

    /// <summary>A matrix [N, K] of the layer as a constant [K, N], as MatMul reads it.</summary>
    public string Transposed(string name)
    {
        Tensor tensor = model[Name(name)];
        return Constant(name, Transpose(tensor.Data, tensor.Shape[0], tensor.Shape[1]), tensor.Shape[1], tensor.Shape[0]);
    }

    /// <summary>Adds a node of the layer; its output is named like it unless another name is given.</summary>
    public string Node(string operation, string local, string[] inputs, string? output = null, params AttributeProto[] attributes)
    {
        Graph.Node(operation, Name(local), inputs, [output ?? Name(local + "_output")], attributes);
        return output ?? Name(local + "_output");
    }

    /// <summary>Declares the states of the streaming form, [1, B, n] each, as inputs and outputs of the graph.</summary>
    public IReadOnlyList<(string State, string Next)> DeclareStates() => [.. Spec.States().Select(s =>
    {
        string name = OnnxNames.StateOf(network, s.Name, index), next = OnnxNames.Next(name);
        object batch = options.Batch as object ?? "B";
        Graph.Output(next, $"{name} after the last step: input of the next run.", 1, batch, s.Length);
        return (Graph.Input(name, DataType.Float, "State after the step before; zeros at the start.", 1, batch, s.Length), next);
    })];

    /// <summary>[rows, columns] to [columns, rows].</summary>
    public static float[] Transpose(float[] matrix, int rows, int columns)
    {
        float[] transposed = new float[matrix.Length];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) transposed[c * rows + r] = matrix[r * columns + c];
        return transposed;
    }
}
