using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>Kind, shape and options of one layer. An option that is left out (null) has the value that its kind usually has; one that its kind does not know is refused.</summary>
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

    /// <summary>V, the rows of an Embedding: the numbers that its inputs can be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Rows { get; init; }

    /// <summary>f of Rnn, Jordan, Clockwork (usually tanh), Scrn (sigmoid), Dense (linear); of an Lstm the function g of the cell's input (tanh).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? Activation { get; init; }

    /// <summary>Function of an Lstm's gates; usually sigmoid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? GateActivation { get; init; }

    /// <summary>Function h of an Lstm's cell output (usually tanh); g of a Jordan network's outputs (linear).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? OutputActivation { get; init; }

    /// <summary>Whether the gates of an Lstm see its cells, one weight for each cell and gate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Peepholes { get; init; }

    /// <summary>Length P of the output that is fed back, where a matrix of its own makes it: optional of an Lstm, required of a Jordan network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Projection { get; init; }

    /// <summary>Reset gate of a Gru; usually <see cref="GruReset.Before"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GruReset? Reset { get; init; }

    /// <summary>Of a Clockwork network: the steps from one change to the next of each of its groups, which have equally many units. Each is a multiple of the one before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Periods { get; init; }

    /// <summary>Length C of the slow context of a Scrn; required there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContextUnits { get; init; }

    /// <summary>α of a Scrn, the part of the context that stays from step to step; usually 0.95.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? ContextDecay { get; init; }

    /// <summary>Whether a training of an Rnn starts from the identity as recurrent matrix instead of random numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IdentityStart { get; init; }

    /// <summary>Whether the layer remembers what came before in trained weights, and can read a sequence from its end.</summary>
    [JsonIgnore]
    public bool IsRecurrent => Kind.IsRecurrent;

    /// <summary>Length of the layer's output at one step.</summary>
    [JsonIgnore]
    public int Outputs => Bidirectional ? 2 * OutputsOfDirection : OutputsOfDirection;

    /// <summary>Length of the output of one direction.</summary>
    internal int OutputsOfDirection => Kind.Outputs(this);

    /// <summary><see cref="Activation"/> or what the kind usually has.</summary>
    internal Activation ActivationOrUsual => Activation ?? Kind.UsualActivation;

    /// <summary>Names (without the layer's prefix) and shapes of the layer's tensors; those of the reverse direction follow those of the forward one.</summary>
    internal IEnumerable<TensorSpec> Tensors()
    {
        TensorSpec[] tensors = Kind.Tensors(this);
        foreach (TensorSpec tensor in tensors) yield return tensor;
        if (!Bidirectional) yield break;
        foreach (TensorSpec tensor in tensors) yield return tensor with { Name = tensor.Name + Suffix(reverse: true) };
    }

    /// <summary>Names and lengths of what one direction of the layer remembers, in the order in which a state holds them. The first numbers of a recurrent state are the layer's output.</summary>
    internal StateSpec[] States() => Kind.States(this);

    /// <summary>Numbers in the state of one direction.</summary>
    internal int StateSize
    {
        get
        {
            int size = 0;
            foreach (StateSpec state in States()) size += state.Length;
            return size;
        }
    }

    /// <summary>What the names of a layer's tensors begin with.</summary>
    /// <param name="index">Number of the layer.</param>
    /// <param name="network">Name of its network.</param>
    internal static string Prefix(int index, string network = NetworkNames.Main) => $"{network}.{index}.";

    /// <summary>What the names of the tensors of a direction end in.</summary>
    internal static string Suffix(bool reverse) => reverse ? "_reverse" : "";
}
