using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Jordan"/>. P outputs.</summary>
internal sealed class JordanDefinition() : RecurrentDefinition(LayerKind.Jordan, nameof(LayerKind.Jordan))
{
    public override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.OutputActivation), nameof(LayerSpec.Projection)];

    public override UsualCell[] Cells => [new("jordan", layer => layer with { Projection = layer.Units })];

    public override string? FindProblem(LayerSpec layer) => layer.Projection is null ? "projection is missing: the length of the output that is fed back" : null;

    public override int Outputs(LayerSpec layer) => layer.Projection ?? layer.Units;

    public override TensorSpec[] Tensors(LayerSpec layer)
    {
        int p = Outputs(layer);
        return [.. Gates(1, layer, p), new("weight_ho", [p, layer.Units]), new("bias_o", [p])];
    }

    public override StateSpec[] States(LayerSpec layer) => [new("y", Outputs(layer))];

    public override string[] Describe(LayerSpec layer) => [InWords(layer.ActivationOrUsual), $"outputs {InWords(OutputFunction(layer))}, fed back"];

    /// <summary>g.</summary>
    public static Activation OutputFunction(LayerSpec layer) => layer.OutputActivation ?? Activation.Linear;
}
