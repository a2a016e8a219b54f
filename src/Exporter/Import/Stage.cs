using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>A layer that was found in the graph, and the layer before it; without a layer, the graph's input.</summary>
internal sealed record Stage
{
    /// <summary>Name of the node, or of the input.</summary>
    public required string Name { get; init; }

    /// <summary>Null for the graph's input.</summary>
    public LayerSpec? Layer { get; init; }

    /// <summary>Where the layer's input comes from.</summary>
    public Stage? Input { get; init; }

    /// <summary>The layer's tensors by the names that a model file has for them, without the layer's prefix.</summary>
    public IReadOnlyDictionary<string, float[]> Tensors { get; init; } = new Dictionary<string, float[]>();

    /// <summary>The axes that count the numbers of one step, in their order: for two directions Directions, Features.</summary>
    public required Axis[] Features { get; init; }

    /// <summary>The axis that recurrent layers so far ran along, if there were any.</summary>
    public Axis? Steps { get; init; }

    /// <summary>Forward and reverse half of a bidirectional layer.</summary>
    public (Stage Forward, Stage Reverse)? Halves { get; init; }

    /// <summary>How many sequences the graph's state to start from is for, if it is not made for those that come. The layer reads any number.</summary>
    public long? Sequences { get; init; }

    /// <summary>Whether it is the reverse half of a bidirectional layer: no layer by itself.</summary>
    public bool IsReverse { get; init; }

    /// <summary>Whether the graph has probabilities where the layer has their logarithms.</summary>
    public bool IsProbability { get; init; }

    /// <summary>Checks that a layer may read the stage.</summary>
    /// <exception cref="UnsupportedGraphException">One step has another number of numbers.</exception>
    public void CheckOutputs(int expected)
    {
        Size found = Features.Aggregate(new Size(1), (n, a) => n * a.Size);
        if (found.IsKnown && found != expected) throw new UnsupportedGraphException($"expected {expected} numbers a step, found {found} of {Name}");
    }

    /// <summary>Two directions of one layer.</summary>
    /// <exception cref="UnsupportedGraphException">They read different inputs or are different layers.</exception>
    public static Stage Join(Stage forward, Stage reverse, Axis[] features)
    {
        if (forward.Layer is null || forward.IsReverse || !reverse.IsReverse || !ReferenceEquals(forward.Input, reverse.Input) || forward.Layer != reverse.Layer)
            throw new UnsupportedGraphException($"expected the forward and then the reverse direction of one recurrent layer, found {forward.Name} and {reverse.Name}");
        return forward with
        {
            Layer = forward.Layer with { Bidirectional = true },
            Tensors = forward.Tensors.Concat(reverse.Tensors.Select(t => KeyValuePair.Create(t.Key + "_reverse", t.Value))).ToDictionary(),
            Features = features,
            Halves = (forward, reverse),
        };
    }
}
