namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Gru"/>.</summary>
internal sealed class GruDefinition() : RecurrentDefinition(LayerKind.Gru, nameof(LayerKind.Gru))
{
    public override string[] Options => [nameof(LayerSpec.Reset)];

    public override UsualCell[] Cells =>
    [
        new("gru", layer => layer),
        new("gru-reset-after", layer => layer with { Reset = GruReset.After }),
        new("gru-simplified", layer => layer with { Reset = GruReset.None }),
    ];

    public override string? FindProblem(LayerSpec layer) => layer.Reset is { } reset && !Enum.IsDefined(reset) ? $"unknown reset {(int)reset}" : null;

    public override TensorSpec[] Tensors(LayerSpec layer)
    {
        int h = layer.Units;
        GruReset reset = Reset(layer);
        if (reset == GruReset.None) return Gates(2, layer, h);
        TensorSpec[] inner = reset == GruReset.After ? [new("bias_hn", [h])] : [];
        return [new("weight_ih", [3 * h, layer.Inputs]), new("weight_hh", [2 * h, h]), new("weight_hn", [h, h]), new("bias", [3 * h]), .. inner];
    }

    public override bool CanGrow(LayerSpec from, LayerSpec to) => true;

    public override string[] Describe(LayerSpec layer) => [Reset(layer) switch
    {
        GruReset.Before => "reset before the recurrent product",
        GruReset.After => "reset after the recurrent product",
        _ => "no reset gate",
    }];

    /// <summary>Where the reset gate is.</summary>
    public static GruReset Reset(LayerSpec layer) => layer.Reset ?? GruReset.Before;
}
