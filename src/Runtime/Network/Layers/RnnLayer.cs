using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Rnn"/>.</summary>
internal sealed class RnnKind() : RecurrentKind(nameof(Rnn))
{
    internal override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.IdentityStart)];

    internal override UsualCell[] Cells =>
    [
        new("elman", layer => layer),
        new("elman-relu", layer => layer with { Activation = Activation.Relu }),
        new("elman-linear", layer => layer with { Activation = Activation.Linear }),
        new("irnn", layer => layer with { Activation = Activation.Relu, IdentityStart = true }),
    ];

    internal override TensorSpec[] Tensors(LayerSpec layer) => Gates(1, layer, layer.Units, recurrent: layer.IdentityStart ? TensorStart.Identity : TensorStart.Usual);

    internal override bool CanGrow(LayerSpec from, LayerSpec to) => true;

    internal override string[] Describe(LayerSpec layer)
    {
        string[] start = layer.IdentityStart ? ["recurrent matrix starts as the identity"] : [];
        return [InWords(layer.ActivationOrUsual), .. start];
    }

    protected override RecurrentLayer CreateDirection(LayerWeights weights) => new RnnLayer(weights);
}

/// <summary>One direction of an Elman layer: h = f(W x + U h' + b). State: h [H].</summary>
internal sealed class RnnLayer : RecurrentLayer
{
    private readonly PanelMatrix _recurrent;
    private readonly Activation _activation;

    public RnnLayer(LayerWeights weights) : base(weights, weights.Vector("bias"), work: 0, weights.Matrix("weight_hh")) =>
        (_recurrent, _activation) = (weights.Matrix("weight_hh"), weights.Spec.ActivationOrUsual);

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep)
    {
        _recurrent.AddProduct(states, sequences, z, Stride, work, sweep);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> h = states[s];
            z.Slice(s * Stride, h.Length).CopyTo(h);
            ActivationFunction.Run(_activation, h);
        }
    }
}
