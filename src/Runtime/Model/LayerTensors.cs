namespace EmbeddedSeq.Runtime.Model;

/// <summary>Name and length of one part of what a layer remembers from step to step.</summary>
internal sealed record StateSpec(string Name, int Length);

/// <summary>The table of tensors and states: a row for each kind of layer. docs/model-format.md describes them.</summary>
/// <remarks>I inputs, H units, P projection, C context, G groups.</remarks>
internal static class LayerTensors
{
    /// <summary>Tensors without the layer's prefix; those of the reverse direction follow those of the forward one.</summary>
    public static IEnumerable<TensorSpec> Of(LayerSpec layer)
    {
        foreach (TensorSpec tensor in OfDirection(layer)) yield return tensor;
        if (!layer.Bidirectional) yield break;
        foreach (TensorSpec tensor in OfDirection(layer)) yield return tensor with { Name = tensor.Name + LayerSpec.Suffix(reverse: true) };
    }

    /// <summary>State of one direction.</summary>
    public static IEnumerable<StateSpec> StatesOf(LayerSpec layer) => layer.Kind switch
    {
        LayerKind.Lstm => [new("h", layer.OutputsOfDirection), new("c", layer.Units)],
        LayerKind.Rnn or LayerKind.Gru => [new("h", layer.Units)],
        LayerKind.Jordan => [new("y", layer.OutputsOfDirection)],
        LayerKind.Clockwork => [new("h", layer.Units), new("clock", 1)],
        LayerKind.Scrn => [new("h", layer.Units), new("s", layer.ContextUnits!.Value)],
        LayerKind.MeanPool => [new("sum", layer.Units), new("count", 1)],
        _ => [],
    };

    private static IEnumerable<TensorSpec> OfDirection(LayerSpec layer)
    {
        (int i, int h, int p) = (layer.Inputs, layer.Units, layer.OutputsOfDirection);
        return layer.Kind switch
        {
            LayerKind.Lstm => Lstm(layer),
            LayerKind.Rnn => Gates(1, i, h, h),
            LayerKind.Jordan => [.. Gates(1, i, h, p), new("weight_ho", [p, h]), new("bias_o", [p])],
            LayerKind.Gru => Gru(layer),
            LayerKind.Clockwork => Clockwork(layer),
            LayerKind.Scrn => [new("weight_ih", [p, i]), new("weight_hh", [h, p])],
            LayerKind.Dense => [new("weight", [h, i]), new("bias", [h])],
            LayerKind.LayerNorm => [new("scale", [h]), new("shift", [h])],
            LayerKind.Embedding => [new("weight", [layer.Rows, h])],
            LayerKind.LogSoftmax or LayerKind.Tanh or LayerKind.MeanPool => [],
            _ => throw new InvalidOperationException($"Layer kind {layer.Kind} has no tensor table."),
        };
    }

    private static TensorSpec[] Gates(int gates, int inputs, int units, int fedBack) =>
        [new("weight_ih", [gates * units, inputs]), new("weight_hh", [gates * units, fedBack]), new("bias", [gates * units])];

    private static IEnumerable<TensorSpec> Lstm(LayerSpec layer)
    {
        foreach (TensorSpec tensor in Gates(4, layer.Inputs, layer.Units, layer.OutputsOfDirection)) yield return tensor;
        if (layer.Peepholes) yield return new("peepholes", [3 * layer.Units]);
        if (layer.Projection is { } p) yield return new("weight_hr", [p, layer.Units]);
    }

    private static IEnumerable<TensorSpec> Gru(LayerSpec layer)
    {
        int h = layer.Units;
        if (layer.ResetOrUsual == GruReset.None) return Gates(2, layer.Inputs, h, h);
        TensorSpec[] tensors = [new("weight_ih", [3 * h, layer.Inputs]), new("weight_hh", [2 * h, h]), new("weight_hn", [h, h]), new("bias", [3 * h])];
        return layer.ResetOrUsual == GruReset.After ? tensors.Append(new("bias_hn", [h])) : tensors;
    }

    private static IEnumerable<TensorSpec> Clockwork(LayerSpec layer)
    {
        int groups = layer.Periods!.Count, size = layer.Units / groups;
        yield return new("weight_ih", [layer.Units, layer.Inputs]);
        for (int g = 0; g < groups; g++) yield return new($"weight_hh_{g}", [size, layer.Units - g * size]);
        yield return new("bias", [layer.Units]);
    }
}
