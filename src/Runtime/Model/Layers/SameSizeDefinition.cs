namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>A kind that gives as many numbers as it gets; without tensors and states unless it says otherwise.</summary>
internal abstract class SameSizeDefinition(LayerKind kind, string name) : LayerDefinition(kind, name)
{
    public override string? FindProblem(LayerSpec layer) => layer.Units != layer.Inputs ? $"units must equal inputs {layer.Inputs}, found {layer.Units}" : null;
}

/// <summary>See <see cref="LayerKind.Tanh"/>.</summary>
internal sealed class TanhDefinition() : SameSizeDefinition(LayerKind.Tanh, nameof(LayerKind.Tanh));

/// <summary>See <see cref="LayerKind.LogSoftmax"/>.</summary>
internal sealed class LogSoftmaxDefinition() : SameSizeDefinition(LayerKind.LogSoftmax, nameof(LayerKind.LogSoftmax))
{
    public override int MostUnits => LayerRules.MostOutputs;
}

/// <summary>See <see cref="LayerKind.MeanPool"/>.</summary>
internal sealed class MeanPoolDefinition() : SameSizeDefinition(LayerKind.MeanPool, nameof(LayerKind.MeanPool))
{
    public override StateSpec[] States(LayerSpec layer) => [new("sum", layer.Units), new("count", 1)];
}

/// <summary>See <see cref="LayerKind.LayerNorm"/>.</summary>
internal sealed class LayerNormDefinition() : SameSizeDefinition(LayerKind.LayerNorm, nameof(LayerKind.LayerNorm))
{
    public override TensorSpec[] Tensors(LayerSpec layer) => [new("scale", [layer.Units], TensorStart.Ones), new("shift", [layer.Units])];
}
