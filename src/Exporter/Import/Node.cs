using System.Text;
using EmbeddedSeq.Exporter.Onnx;
using static EmbeddedSeq.Exporter.Onnx.AttributeProto.Types;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>A node with what is known of its inputs. Remembers which attributes were looked at: one that nobody asked for is not supported.</summary>
internal sealed class Node(NodeProto proto, IReadOnlyList<Value?> inputs, int operatorSet)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Version of ONNX's operators that the graph is written for.</summary>
    public int OperatorSet { get; } = operatorSet;

    /// <summary>The inputs; null for one that is left out.</summary>
    public IReadOnlyList<Value?> Inputs { get; } = inputs;

    public int OutputCount => proto.Output.Count;

    /// <summary>Name for messages: the node's or, if it has none, that of its first output.</summary>
    public string Name => NameOf(proto);

    public static string NameOf(NodeProto proto) => proto.Name.Length > 0 ? proto.Name : proto.Output.FirstOrDefault(o => o.Length > 0) ?? "?";

    /// <summary>An input that may be left out.</summary>
    public Value? Optional(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <exception cref="UnsupportedGraphException">It is left out.</exception>
    public Value Input(int index) => Optional(index) ?? throw new UnsupportedGraphException($"input {index} is missing");

    /// <summary>An input that comes from a layer.</summary>
    /// <exception cref="UnsupportedGraphException">It is something else.</exception>
    public Signal Signal(int index) => Input(index) as Signal ?? (Input(index) as StateValue)?.AsSignal() ?? throw new UnsupportedGraphException($"input {index}: expected the input of the network or the output of a layer, found {Input(index).Description}");

    /// <summary>An input of constant weights.</summary>
    /// <exception cref="UnsupportedGraphException">It is something else.</exception>
    public Constant<float> Weights(int index) => Input(index) as Constant<float> ?? throw new UnsupportedGraphException($"input {index}: expected constant weights, found {Input(index).Description}");

    /// <summary>An input of constant integers.</summary>
    /// <exception cref="UnsupportedGraphException">It is something else.</exception>
    public Constant<Size> Sizes(int index) => Input(index) as Constant<Size> ?? throw new UnsupportedGraphException($"input {index}: expected constant integers, found {Input(index).Description}");

    /// <summary>Integers that are an attribute in old operator sets and an input in new ones.</summary>
    /// <returns>Null if there are none.</returns>
    public int[]? Integers(string attribute, int input)
    {
        if (Find(attribute, AttributeType.Ints) is { } found) return [.. found.Ints.Select(ToInt)];
        return Optional(input) is null ? null : [.. Sizes(input).Data.Select(s => ToInt(s.Known))];
    }

    public long Integer(string name, long otherwise) => Find(name, AttributeType.Int) is { } a ? a.I : otherwise;

    public float Number(string name, float otherwise) => Find(name, AttributeType.Float) is { } a ? a.F : otherwise;

    public string Text(string name, string otherwise) => Find(name, AttributeType.String) is { } a ? Encoding.UTF8.GetString(a.S.Span) : otherwise;

    public int[]? Integers(string name) => Find(name, AttributeType.Ints) is { } a ? [.. a.Ints.Select(ToInt)] : null;

    public float[]? Numbers(string name) => Find(name, AttributeType.Floats) is { } a ? [.. a.Floats] : null;

    public string[]? Texts(string name) => Find(name, AttributeType.Strings) is { } a ? [.. a.Strings.Select(s => Encoding.UTF8.GetString(s.Span))] : null;

    public TensorProto? Tensor(string name) => Find(name, AttributeType.Tensor)?.T;

    /// <exception cref="UnsupportedGraphException">An attribute that the operator did not look at.</exception>
    public void CheckAttributes()
    {
        if (proto.Attribute.FirstOrDefault(a => !_known.Contains(a.Name)) is { } unknown) throw new UnsupportedGraphException($"attribute {unknown.Name} is not supported");
    }

    private AttributeProto? Find(string name, AttributeType type)
    {
        _known.Add(name);
        AttributeProto? found = proto.Attribute.FirstOrDefault(a => a.Name == name);
        // Old files leave the type out.
        return found is null || found.Type == type || found.Type == AttributeType.Undefined ? found : throw new UnsupportedGraphException($"attribute {name}: expected {type}, found {found.Type}");
    }

    private static int ToInt(long number) => (int)Math.Clamp(number, int.MinValue, int.MaxValue);
}
