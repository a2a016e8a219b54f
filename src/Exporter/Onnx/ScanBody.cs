using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>One step of a cell as the body of a Scan: operators as functions from names to names. The layer's constants can be used by their names.</summary>
internal sealed class ScanBody(LayerGraph layer, string suffix)
{
    private int _nodes;

    /// <summary>The graph so far.</summary>
    public GraphBuilder Graph { get; } = new(layer.Name("step" + suffix));

    /// <summary>The layer.</summary>
    public LayerGraph Layer { get; } = layer;

    /// <summary>What the names of the direction's tensors end in.</summary>
    public string Suffix { get; } = suffix;

    /// <summary>Declares an input [B, n] of the body.</summary>
    public string Input(string local, int length) => Graph.Input(Name(local), DataType.Float, "", "B", length);

    /// <summary>Declares an output of the body and gives it the value.</summary>
    public void Output(string local, string value, int length)
    {
        string name = Name("out_" + local);
        Graph.Node("Identity", name, [value], [name]);
        Graph.Output(name, "", "B", length);
    }

    public string Op(string operation, string[] inputs, params AttributeProto[] attributes)
    {
        string name = Name($"{operation.ToLowerInvariant()}_{_nodes++}");
        Graph.Node(operation, name, inputs, [name], attributes);
        return name;
    }

    public string Add(string a, string b) => Op("Add", [a, b]);

    public string Mul(string a, string b) => Op("Mul", [a, b]);

    public string MatMul(string a, string b) => Op("MatMul", [a, b]);

    /// <summary>Side by side.</summary>
    public string Join(string a, string b) => Op("Concat", [a, b], GraphBuilder.Attribute("axis", 1));

    /// <summary>What is side by side, apart.</summary>
    public string[] Split(string value, params long[] lengths)
    {
        string[] parts = [.. lengths.Select((_, i) => Name($"part_{_nodes}_{i}"))];
        Graph.Node("Split", Name($"split_{_nodes++}"), [value, Layer.Constant("lengths" + Suffix, lengths)], parts, GraphBuilder.Attribute("axis", 1));
        return parts;
    }

    public string Apply(Runtime.Kernels.Activation function, string value) => Activations.Operator(function) is { } operation ? Op(operation, [value]) : value;

    /// <summary>A matrix of the direction, transposed, as MatMul reads it.</summary>
    public string Matrix(string name) => Layer.Transposed(name + Suffix);

    /// <summary>A constant row.</summary>
    public string Row(string local, float[] numbers) => Layer.Constant(local + Suffix, numbers, numbers.Length);

    private string Name(string local) => Layer.Name($"step{Suffix}_{local}");
}
