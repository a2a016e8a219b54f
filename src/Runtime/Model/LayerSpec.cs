using System.Text.Json.Serialization;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The kinds of layer.</summary>
public enum LayerKind
{
    /// <summary>Long short-term memory; tensors weight_ih [4H, I], weight_hh [4H, H], bias [4H], gate order i, f, g, o.</summary>
    Lstm,

    /// <summary>y = W x + b; tensors weight [O, I], bias [O].</summary>
    Dense,

    /// <summary>Logarithm of the softmax over all units of a step; no tensors.</summary>
    LogSoftmax,

    /// <summary>Mean of the rows whose numbers are the layer's inputs, −1 for none; the first layer of a network that reads text. Tensor weight [V, O].</summary>
    Embedding,

    /// <summary>Hyperbolic tangent of every number; no tensors.</summary>
    Tanh,

    /// <summary>Mean of the inputs of all steps so far; no tensors.</summary>
    MeanPool,
}

/// <summary>Kind and shape of one layer.</summary>
public sealed record LayerSpec
{
    /// <summary>The kind of layer.</summary>
    public required LayerKind Kind { get; init; }

    /// <summary>Length of the layer's input at one step.</summary>
    public required int Inputs { get; init; }

    /// <summary>Number of units of one direction: hidden units H of a recurrent layer, outputs of others.</summary>
    public required int Units { get; init; }

    /// <summary>Whether a second set of weights reads the sequence from its end; the outputs lie side by side, forward first.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>V, the rows of an embedding: the numbers that its inputs can be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Rows { get; init; }

    /// <summary>Length of the layer's output at one step.</summary>
    [JsonIgnore]
    public int Outputs => Bidirectional ? 2 * Units : Units;

    /// <summary>Whether the layer remembers what came before in trained weights, and can read a sequence from its end.</summary>
    [JsonIgnore]
    public bool IsRecurrent => Kind is LayerKind.Lstm;

    /// <summary>Names (without the layer's prefix) and shapes of the layer's tensors.</summary>
    internal IEnumerable<TensorSpec> Tensors() => Kind switch
    {
        LayerKind.Lstm when Bidirectional => LstmTensors("").Concat(LstmTensors("_reverse")),
        LayerKind.Lstm => LstmTensors(""),
        LayerKind.Dense => [new("weight", [Units, Inputs]), new("bias", [Units])],
        LayerKind.Embedding => [new("weight", [Rows, Units])],
        LayerKind.LogSoftmax or LayerKind.Tanh or LayerKind.MeanPool => [],
        _ => throw new InvalidOperationException($"Layer kind {Kind} has no tensor table."),
    };

    private IEnumerable<TensorSpec> LstmTensors(string suffix) =>
    [
        new("weight_ih" + suffix, [4 * Units, Inputs]),
        new("weight_hh" + suffix, [4 * Units, Units]),
        new("bias" + suffix, [4 * Units]),
    ];
}
