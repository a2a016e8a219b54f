using System.Runtime.InteropServices;
using Google.Protobuf;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>Adds nodes, constants, inputs and outputs to an ONNX graph. A dimension is a number or, where it is free, a name.</summary>
internal sealed class GraphBuilder(string name)
{
    /// <summary>The graph so far.</summary>
    public GraphProto Graph { get; } = new() { Name = name };

    /// <summary>Declares a graph input and returns its name.</summary>
    public string Input(string name, TensorProto.Types.DataType type, string description, params object[] shape)
    {
        Graph.Input.Add(Info(name, type, description, shape));
        return name;
    }

    /// <summary>Declares a graph output; a node has to produce the value of this name.</summary>
    public void Output(string name, string description, params object[] shape) => Output(name, TensorProto.Types.DataType.Float, description, shape);

    /// <inheritdoc cref="Output(string, string, object[])"/>
    public void Output(string name, TensorProto.Types.DataType type, string description, params object[] shape) =>
        Graph.Output.Add(Info(name, type, description, shape));

    /// <summary>Adds a float constant and returns its name.</summary>
    public string Constant(string name, ReadOnlySpan<float> data, params long[] shape) =>
        Constant(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(data), shape);

    /// <summary>Adds an integer vector and returns its name.</summary>
    public string Constant(string name, ReadOnlySpan<long> data) =>
        Constant(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(data), [data.Length]);

    /// <summary>Adds an integer tensor and returns its name.</summary>
    public string Constant(string name, TensorProto.Types.DataType type, long[] data, params long[] shape) => Constant(name, type, MemoryMarshal.AsBytes(data.AsSpan()), shape);

    /// <summary>Adds an integer without axes and returns its name.</summary>
    public string Scalar(string name, long number) => Constant(name, TensorProto.Types.DataType.Int64, [number], []);

    /// <summary>Adds a node. An empty input or output name stands for an optional one that is left out.</summary>
    public void Node(string operation, string name, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = name };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.Add(attributes);
        Graph.Node.Add(node);
    }

    /// <summary>Adds a node with one output, named like it, and returns that.</summary>
    public string Value(string operation, string output, string[] inputs, params AttributeProto[] attributes)
    {
        Node(operation, "node_" + output, inputs, [output], attributes);
        return output;
    }

    /// <summary>A part of a value along one axis.</summary>
    public string Slice(string value, string output, int axis, long start, long end) =>
        Value("Slice", output, [value, Constant(output + "_start", [start]), Constant(output + "_end", [end]), Constant(output + "_axis", [axis])]);

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A text attribute.</summary>
    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>An attribute of several integers.</summary>
    public static AttributeProto Attribute(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    /// <summary>A number as attribute.</summary>
    public static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>An attribute of several numbers.</summary>
    public static AttributeProto Attribute(string name, float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.Add(values);
        return attribute;
    }

    /// <summary>An attribute of several texts.</summary>
    public static AttributeProto Attribute(string name, string[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.Add(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    /// <summary>A graph as attribute: what a Scan or a Loop repeats.</summary>
    public static AttributeProto Attribute(string name, GraphProto graph) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };

    // Raw data are little-endian by the specification, as is every processor that .NET 10 runs on but one.
    private string Constant(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> data, long[] shape)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Exporting to ONNX needs a little-endian processor.");
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.Add(shape);
        Graph.Initializer.Add(tensor);
        return name;
    }

    private static ValueInfoProto Info(string name, TensorProto.Types.DataType type, string description, object[] shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (object d in shape)
            dimensions.Dim.Add(d is string free ? new TensorShapeProto.Types.Dimension { DimParam = free } : new() { DimValue = Convert.ToInt64(d, null) });
        return new ValueInfoProto
        {
            Name = name,
            DocString = description,
            Type = new TypeProto { TensorType = new() { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
