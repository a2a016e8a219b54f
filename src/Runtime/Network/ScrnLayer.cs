using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model.Layers;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>
/// One direction of a structurally constrained layer: s = (1 − α) B x + α s', h = σ(P s + A x + R h'). H units, C slow ones.
/// weight_ih is A above B, weight_hh is R beside P: it reads h' and s, which lie side by side in the state: h [H], s [C].
/// </summary>
internal sealed class ScrnLayer : RecurrentLayer
{
    private readonly PanelMatrix _recurrent; // [H, H + C]
    private readonly Activation _activation;
    private readonly float _decay;
    private readonly int _units;

    public ScrnLayer(LayerWeights weights) : base(weights, bias: [], work: 0, weights.Matrix("weight_hh"))
    {
        _recurrent = weights.Matrix("weight_hh");
        (_activation, _decay, _units) = (weights.Spec.ActivationOrUsual, ScrnDefinition.Decay(weights.Spec), weights.Spec.Units);
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, PanelOrder order)
    {
        for (int s = 0; s < sequences; s++) Elementwise.Decay(z.Slice(s * Stride + _units, StateSize - _units), _decay, states[s].Slice(_units, StateSize - _units));
        _recurrent.AddProduct(states, sequences, z, Stride, work, order);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> h = states[s][.._units];
            z.Slice(s * Stride, _units).CopyTo(h);
            ActivationFunction.Run(_activation, h);
        }
    }
}
