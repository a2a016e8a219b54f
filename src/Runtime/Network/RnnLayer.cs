using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>One direction of an Elman layer: h = f(W x + U h' + b). State: h [H].</summary>
internal sealed class RnnLayer : RecurrentLayer
{
    private readonly PanelMatrix _recurrent;
    private readonly Activation _activation;

    public RnnLayer(LayerWeights weights) : base(weights, weights.Vector("bias"), work: 0, weights.Matrix("weight_hh")) =>
        (_recurrent, _activation) = (weights.Matrix("weight_hh"), weights.Spec.ActivationOrUsual);

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, PanelOrder order)
    {
        _recurrent.AddProduct(states, sequences, z, Stride, work, order);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> h = states[s];
            z.Slice(s * Stride, h.Length).CopyTo(h);
            ActivationFunction.Run(_activation, h);
        }
    }
}
