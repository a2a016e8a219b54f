using System.Globalization;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The options of a layer in words, also those that its description leaves out because they are the usual ones.</summary>
public static class LayerOptions
{
    /// <summary>For example "gates sigmoid, cell input tanh, cell output tanh, peepholes".</summary>
    /// <returns>Empty for a kind without options.</returns>
    public static string Describe(LayerSpec layer)
    {
        string activation = Name(layer.ActivationOrUsual);
        string[] options = layer.Kind switch
        {
            LayerKind.Lstm => [$"gates {Name(layer.LstmFunctions.Gate)}", $"cell input {activation}", $"cell output {Name(layer.LstmFunctions.Output)}", .. layer.Peepholes ? ["peepholes"] : Array.Empty<string>(), .. layer.Projection is { } p ? [$"projection to {p}"] : Array.Empty<string>()],
            LayerKind.Gru => [layer.ResetOrUsual switch { GruReset.Before => "reset before the recurrent product", GruReset.After => "reset after the recurrent product", _ => "no reset gate" }],
            LayerKind.Rnn => [activation, .. layer.IdentityStart ? ["recurrent matrix starts as the identity"] : Array.Empty<string>()],
            LayerKind.Jordan => [activation, $"outputs {Name(layer.JordanOutput)}, fed back"],
            LayerKind.Clockwork => [activation, $"periods {string.Join(' ', layer.Periods ?? [])}"],
            LayerKind.Scrn => [activation, string.Create(CultureInfo.InvariantCulture, $"slow context of {layer.ContextUnits}, of which {layer.ContextDecayOrUsual} stays from step to step")],
            LayerKind.Dense => [activation],
            _ => [],
        };
        return string.Join(", ", options);
    }

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();
}
