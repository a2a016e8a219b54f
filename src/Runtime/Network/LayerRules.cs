using System.Runtime.CompilerServices;
using System.Text.Json;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>What the description of a layer must keep to, so that every size that follows from it is sane.</summary>
internal static class LayerRules
{
    public const int MostUnits = 16384, MostOutputs = 1 << 20;

    /// <summary>The first thing wrong with a layer, or null.</summary>
    /// <param name="layer">Any content.</param>
    /// <param name="inputs">What the layer's input has to be.</param>
    /// <param name="origin">What makes the input, for the message.</param>
    public static string? FindProblem(LayerSpec layer, int inputs, string origin)
    {
        LayerKind kind = layer.Kind;
        if (layer.Units < 1 || layer.Units > kind.MostUnits) return $"units must be 1 to {kind.MostUnits}, found {layer.Units}";
        if (layer.Inputs != inputs) return $"inputs must be {inputs}, the {origin}, found {layer.Inputs}";
        if (layer.Bidirectional && !kind.IsRecurrent) return "only recurrent layers can be bidirectional";
        return FindForeignOption(layer, kind.Options) ?? FindValueProblem(layer) ?? kind.FindProblem(layer);
    }

    private static string? FindForeignOption(LayerSpec layer, string[] known)
    {
        (string Option, bool IsSet)[] options =
        [
            (nameof(layer.Activation), layer.Activation is not null),
            (nameof(layer.GateActivation), layer.GateActivation is not null),
            (nameof(layer.OutputActivation), layer.OutputActivation is not null),
            (nameof(layer.Peepholes), layer.Peepholes),
            (nameof(layer.Projection), layer.Projection is not null),
            (nameof(layer.Reset), layer.Reset is not null),
            (nameof(layer.Periods), layer.Periods is not null),
            (nameof(layer.ContextUnits), layer.ContextUnits is not null),
            (nameof(layer.ContextDecay), layer.ContextDecay is not null),
            (nameof(layer.IdentityStart), layer.IdentityStart),
            (nameof(layer.Rows), layer.Rows != 0),
        ];
        foreach ((string option, bool isSet) in options)
        {
            if (isSet && !Contains(known, option)) return ForeignOption(option);
        }
        return null;
    }

    // By itself, so that what finds no problem does not load the JSON library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string ForeignOption(string option) => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(option)} is not an option of this kind";

    private static bool Contains(string[] known, string option)
    {
        foreach (string name in known)
        {
            if (name == option) return true;
        }
        return false;
    }

    /// <summary>What several kinds have as an option is of the same values in each.</summary>
    private static string? FindValueProblem(LayerSpec layer)
    {
        foreach (Activation? function in new[] { layer.Activation, layer.GateActivation, layer.OutputActivation })
        {
            if (function is { } f && !Enum.IsDefined(f)) return $"unknown activation function {(int)f}";
        }
        return layer.Projection is < 1 or > MostUnits ? $"projection must be 1 to {MostUnits}, found {layer.Projection}" : null;
    }
}
