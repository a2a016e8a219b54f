namespace EmbeddedSeq.Runtime.Network;

/// <summary>The options of a layer in words, also those that its description leaves out because they are the usual ones.</summary>
public static class LayerOptions
{
    /// <summary>For example "gates sigmoid, cell input tanh, cell output tanh, peepholes".</summary>
    /// <returns>Empty for a kind without options.</returns>
    public static string Describe(LayerSpec layer) => string.Join(", ", layer.Kind.Describe(layer));
}
