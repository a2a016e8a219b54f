using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Rnn"/>.</summary>
internal sealed class RnnDefinition() : RecurrentDefinition(LayerKind.Rnn, nameof(LayerKind.Rnn))
{
    public override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.IdentityStart)];

    public override UsualCell[] Cells =>
    [
        new("elman", layer => layer),
        new("elman-relu", layer => layer with { Activation = Activation.Relu }),
        new("elman-linear", layer => layer with { Activation = Activation.Linear }),
        new("irnn", layer => layer with { Activation = Activation.Relu, IdentityStart = true }),
    ];

    public override TensorSpec[] Tensors(LayerSpec layer) => Gates(1, layer, layer.Units, recurrent: layer.IdentityStart ? TensorStart.Identity : TensorStart.Usual);

    public override bool CanGrow(LayerSpec from, LayerSpec to) => true;

    public override string[] Describe(LayerSpec layer)
    {
        string[] start = layer.IdentityStart ? ["recurrent matrix starts as the identity"] : [];
        return [InWords(layer.ActivationOrUsual), .. start];
    }
}
