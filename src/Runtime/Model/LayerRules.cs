using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>What the description of a layer must keep to, so that every size that follows from it is sane.</summary>
internal static class LayerRules
{
    private const int MostUnits = 16384, MostOutputs = 1 << 20, MostRows = 1 << 23, MostGroups = 16, LongestPeriod = 65536;

    /// <summary>The first thing wrong with a layer, or null.</summary>
    /// <param name="layer">Any content.</param>
    /// <param name="inputs">What the layer's input has to be.</param>
    /// <param name="origin">What makes the input, for the message.</param>
    public static string? FindProblem(LayerSpec layer, int inputs, string origin)
    {
        int most = layer.Kind is LayerKind.Dense or LayerKind.LogSoftmax ? MostOutputs : MostUnits;
        if (layer.Units < 1 || layer.Units > most) return $"units must be 1 to {most}, found {layer.Units}";
        if (layer.Inputs != inputs) return $"inputs must be {inputs}, the {origin}, found {layer.Inputs}";
        if (layer.Bidirectional && !layer.IsRecurrent) return "only recurrent layers can be bidirectional";
        if (layer.Kind is LayerKind.LogSoftmax or LayerKind.Tanh or LayerKind.MeanPool or LayerKind.LayerNorm && layer.Units != layer.Inputs) return $"units must equal inputs {layer.Inputs}, found {layer.Units}";
        if (layer.Kind is LayerKind.Embedding && layer.Rows is < 1 or > MostRows) return $"rows must be 1 to {MostRows}, found {layer.Rows}";
        return FindForeignOption(layer) ?? FindOptionProblem(layer);
    }

    private static string? FindForeignOption(LayerSpec layer)
    {
        bool lstm = layer.Kind == LayerKind.Lstm, jordan = layer.Kind == LayerKind.Jordan, clockwork = layer.Kind == LayerKind.Clockwork, scrn = layer.Kind == LayerKind.Scrn;
        bool rnn = layer.Kind == LayerKind.Rnn, gru = layer.Kind == LayerKind.Gru, dense = layer.Kind == LayerKind.Dense;
        (string Option, bool IsSet, bool IsKnown)[] options =
        [
            ("activation", layer.Activation is not null, lstm || jordan || clockwork || scrn || rnn || dense),
            ("gate_activation", layer.GateActivation is not null, lstm),
            ("output_activation", layer.OutputActivation is not null, lstm || jordan),
            ("peepholes", layer.Peepholes, lstm),
            ("projection", layer.Projection is not null, lstm || jordan),
            ("reset", layer.Reset is not null, gru),
            ("periods", layer.Periods is not null, clockwork),
            ("context_units", layer.ContextUnits is not null, scrn),
            ("context_decay", layer.ContextDecay is not null, scrn),
            ("identity_start", layer.IdentityStart, rnn),
            ("rows", layer.Rows != 0, layer.Kind == LayerKind.Embedding),
        ];
        foreach ((string option, bool isSet, bool isKnown) in options)
        {
            if (isSet && !isKnown) return $"{option} is not an option of this kind";
        }
        return null;
    }

    private static string? FindOptionProblem(LayerSpec layer)
    {
        foreach (Activation? function in new[] { layer.Activation, layer.GateActivation, layer.OutputActivation })
        {
            if (function is { } f && !Enum.IsDefined(f)) return $"unknown activation function {(int)f}";
        }
        if (layer.Reset is { } reset && !Enum.IsDefined(reset)) return $"unknown reset {(int)reset}";
        if (layer.Projection is < 1 or > MostUnits) return $"projection must be 1 to {MostUnits}, found {layer.Projection}";
        return layer.Kind switch
        {
            LayerKind.Jordan when layer.Projection is null => "projection is missing: the length of the output that is fed back",
            LayerKind.Scrn when layer.ContextUnits is not (>= 1 and <= MostUnits) => $"context_units must be 1 to {MostUnits}, found {layer.ContextUnits?.ToString() ?? "none"}",
            LayerKind.Scrn when layer.ContextDecay is not (null or (>= 0 and < 1)) => $"context_decay must be 0 to below 1, found {layer.ContextDecay}",
            LayerKind.Clockwork => FindPeriodProblem(layer),
            _ => null,
        };
    }

    // Because each period divides the next one, the groups that change at a step are always the first ones.
    private static string? FindPeriodProblem(LayerSpec layer)
    {
        if (layer.Periods is not { Count: >= 1 and <= MostGroups } periods) return $"periods must have 1 to {MostGroups} numbers, found {layer.Periods?.Count ?? 0}";
        if (layer.Units % periods.Count != 0) return $"units must be a multiple of the {periods.Count} groups, found {layer.Units}";
        for (int g = 0; g < periods.Count; g++)
        {
            if (periods[g] is < 1 or > LongestPeriod) return $"periods[{g}] must be 1 to {LongestPeriod}, found {periods[g]}";
            if (g > 0 && (periods[g] <= periods[g - 1] || periods[g] % periods[g - 1] != 0)) return $"periods[{g}] must be a larger multiple of {periods[g - 1]}, found {periods[g]}";
        }
        return null;
    }
}
