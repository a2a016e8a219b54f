using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Options of the recurrent layers that a recipe sets beside the name of their cell; what is left out is as the cell has it. <see cref="LayerSpec"/> says what each means.</summary>
public sealed record CellOptions
{
    /// <summary><see cref="LayerSpec.Activation"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? Activation { get; init; }

    /// <summary><see cref="LayerSpec.GateActivation"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? GateActivation { get; init; }

    /// <summary><see cref="LayerSpec.OutputActivation"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? OutputActivation { get; init; }

    /// <summary><see cref="LayerSpec.Peepholes"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Peepholes { get; init; }

    /// <summary><see cref="LayerSpec.Projection"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Projection { get; init; }

    /// <summary><see cref="LayerSpec.Periods"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Periods { get; init; }

    /// <summary><see cref="LayerSpec.ContextUnits"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContextUnits { get; init; }

    /// <summary><see cref="LayerSpec.ContextDecay"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? ContextDecay { get; init; }

    /// <summary>A layer of a cell, with the options if there are any.</summary>
    /// <exception cref="ArgumentException">No cell has this name.</exception>
    internal static LayerSpec Create(CellOptions? options, string cell, int inputs, int units, bool bidirectional = false)
    {
        LayerSpec layer = RecurrentCells.Create(cell, inputs, units, bidirectional);
        return options is null ? layer : layer with
        {
            Activation = options.Activation ?? layer.Activation,
            GateActivation = options.GateActivation ?? layer.GateActivation,
            OutputActivation = options.OutputActivation ?? layer.OutputActivation,
            Peepholes = options.Peepholes ?? layer.Peepholes,
            Projection = options.Projection ?? layer.Projection,
            Periods = options.Periods ?? layer.Periods,
            ContextUnits = options.ContextUnits ?? layer.ContextUnits,
            ContextDecay = options.ContextDecay ?? layer.ContextDecay,
        };
    }

    /// <summary>The first option that does not go with a cell, or null.</summary>
    internal static string? FindProblem(CellOptions? options, string cell, int units) =>
        options is not null && LayerRules.FindProblem(Create(options, cell, 1, units), 1, "") is { } problem ? $"network.cell_options: {problem}" : null;
}
