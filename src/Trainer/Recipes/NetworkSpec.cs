using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Cell and size of a network: equal recurrent layers, then one dense layer and the logarithm of the softmax.</summary>
public sealed record NetworkSpec
{
    /// <summary>The recurrent cell, one of <see cref="RecurrentCells.Names"/>; "lstm" if left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cell { get; init; }

    /// <summary>Options that differ from those that the cell's name stands for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CellOptions? CellOptions { get; init; }

    /// <summary>Whether the outputs of every recurrent layer are normalised.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LayerNormalization { get; init; }

    /// <summary>Recurrent layers.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>Units of each layer and direction.</summary>
    public int Units { get; init; } = 256;

    /// <summary>Whether the layers read in both directions: better, for whole files only.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Or only some of the layers that do, by their numbers, the lowest being 1: a causal network can grow into that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? BidirectionalLayers { get; init; }

    internal string? FindProblem()
    {
        if (Cell is not null && !RecurrentCells.Names.Contains(Cell)) return $"network.cell must be one of {string.Join(", ", RecurrentCells.Names)}; found \"{Cell}\"";
        if (Layers is < 1 or > 16) return $"network.layers must be 1 to 16, found {Layers}";
        if (Units is < 1 or > 16384) return $"network.units must be 1 to 16384, found {Units}";
        if (Bidirectional && BidirectionalLayers is not null) return "network has bidirectional for all layers or bidirectional_layers for some, not both";
        if (BidirectionalLayers is { } some && (some.Any(l => l < 1 || l > Layers) || some.Distinct().Count() != some.Count)) return $"network.bidirectional_layers must be different numbers of 1 to {Layers}, found [{string.Join(", ", some)}]";
        return CellOptions.FindProblem(CellOptions, Cell ?? "lstm", Units);
    }

    internal IReadOnlyList<LayerSpec> ToLayers(int inputs, int tokens)
    {
        var layers = new List<LayerSpec>();
        for (int i = 0; i < Layers; i++)
        {
            layers.Add(CellOptions.Create(CellOptions, Cell ?? "lstm", inputs, Units, Bidirectional || BidirectionalLayers?.Contains(i + 1) == true));
            inputs = layers[^1].Outputs;
            if (LayerNormalization) layers.Add(new() { Kind = LayerKind.LayerNorm, Inputs = inputs, Units = inputs });
        }
        layers.Add(new() { Kind = LayerKind.Dense, Inputs = inputs, Units = tokens });
        layers.Add(new() { Kind = LayerKind.LogSoftmax, Inputs = tokens, Units = tokens });
        return layers;
    }
}
