using System.Globalization;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Scrn"/>. C slow units.</summary>
internal sealed class ScrnDefinition() : RecurrentDefinition(LayerKind.Scrn, nameof(LayerKind.Scrn))
{
    public override Activation UsualActivation => Activation.Sigmoid;

    public override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.ContextUnits), nameof(LayerSpec.ContextDecay)];

    public override UsualCell[] Cells => [new("scrn", layer => layer with { ContextUnits = (layer.Units + 3) / 4 })];

    public override string? FindProblem(LayerSpec layer)
    {
        if (layer.ContextUnits is not (>= 1 and <= LayerRules.MostUnits)) return $"context_units must be 1 to {LayerRules.MostUnits}, found {layer.ContextUnits?.ToString(CultureInfo.InvariantCulture) ?? "none"}";
        return layer.ContextDecay is not (null or (>= 0 and < 1)) ? $"context_decay must be 0 to below 1, found {layer.ContextDecay}" : null;
    }

    public override int Outputs(LayerSpec layer) => layer.Units + (layer.ContextUnits ?? 0);

    public override TensorSpec[] Tensors(LayerSpec layer) => [new("weight_ih", [Outputs(layer), layer.Inputs]), new("weight_hh", [layer.Units, Outputs(layer)])];

    public override StateSpec[] States(LayerSpec layer) => [new("h", layer.Units), new("s", layer.ContextUnits!.Value)];

    public override string[] Describe(LayerSpec layer) =>
        [InWords(layer.ActivationOrUsual), string.Create(CultureInfo.InvariantCulture, $"slow context of {layer.ContextUnits}, of which {Decay(layer)} stays from step to step")];

    /// <summary>α.</summary>
    public static float Decay(LayerSpec layer) => layer.ContextDecay ?? 0.95f;
}
