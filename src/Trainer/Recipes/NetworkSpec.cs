using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Size of a speech network: equal LSTM layers, then one dense layer and the logarithm of the softmax.</summary>
public sealed record NetworkSpec
{
    /// <summary>LSTM layers.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>Units of each layer and direction.</summary>
    public int Units { get; init; } = 256;

    /// <summary>Whether the layers read in both directions: better, for whole files only.</summary>
    public bool Bidirectional { get; init; }

    internal string? FindProblem()
    {
        if (Layers is < 1 or > 16) return $"network.layers must be 1 to 16, found {Layers}";
        if (Units is < 1 or > 16384) return $"network.units must be 1 to 16384, found {Units}";
        return null;
    }

    internal IReadOnlyList<LayerSpec> ToLayers(int inputs, int tokens)
    {
        var layers = new List<LayerSpec>();
        for (int i = 0; i < Layers; i++)
        {
            layers.Add(new() { Kind = LayerKind.Lstm, Inputs = inputs, Units = Units, Bidirectional = Bidirectional });
            inputs = layers[^1].Outputs;
        }
        layers.Add(new() { Kind = LayerKind.Dense, Inputs = inputs, Units = tokens });
        layers.Add(new() { Kind = LayerKind.LogSoftmax, Inputs = tokens, Units = tokens });
        return layers;
    }
}
