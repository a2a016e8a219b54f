using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Dense"/>.</summary>
internal sealed class DenseDefinition() : LayerDefinition(LayerKind.Dense, nameof(LayerKind.Dense))
{
    public override int MostUnits => LayerRules.MostOutputs;

    public override Activation UsualActivation => Activation.Linear;

    public override string[] Options => [nameof(LayerSpec.Activation)];

    public override TensorSpec[] Tensors(LayerSpec layer) => [new("weight", [layer.Units, layer.Inputs]), new("bias", [layer.Units])];

    public override bool CanGrow(LayerSpec from, LayerSpec to) => to.Units == from.Units;

    public override string[] Describe(LayerSpec layer) => [InWords(layer.ActivationOrUsual)];
}
