using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network.Layers;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Structurally constrained network: s = (1 − α) B x + α s', h = σ(A x + R h' + P s); z is A x and B x; state h [H], s [C]. It keeps what the recurrent matrix [R P] reads: h' and s.</summary>
internal sealed unsafe class TrainableScrn : TrainableRecurrent
{
    private readonly TrainableMatrix _recurrent;
    private readonly float _decay;

    public TrainableScrn(LayerParameters layer) : base(layer) =>
        (_recurrent, _decay) = (Matrix("weight_hh"), ScrnKind.Decay(Spec));

    /// <inheritdoc/>
    protected override int KeptSize => StateSize;

    /// <inheritdoc/>
    protected override bool HasBias => false;

    /// <inheritdoc/>
    protected override void StepForward(int count, float* z, float* before, float* after, float* kept)
    {
        new ReadOnlySpan<float>(before, count * StateSize).CopyTo(new(kept, count * StateSize));
        for (int b = 0; b < count; b++) Elementwise.Decay(Context(z, b), _decay, Context(kept, b));
        _recurrent.AddTo(count, kept, KeptSize, z, GateSize);
        for (int b = 0; b < count; b++)
        {
            var h = new Span<float>(z + (long)b * GateSize, Units);
            ActivationFunction.Run(Spec.ActivationOrUsual, h);
            h.CopyTo(new(after + (long)b * StateSize, Units));
            Context(kept, b).CopyTo(Context(after, b));
        }
    }

    /// <inheritdoc/>
    protected override void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d)
    {
        for (int b = 0; b < count; b++)
        {
            ActivationGradient.Run(Spec.ActivationOrUsual, d + (long)b * StateSize, z + (long)b * GateSize, Units);
            new Span<float>(d + (long)b * StateSize, Units).Clear();
        }
        _recurrent.Backward(count, z, GateSize, d, StateSize, accumulate: true); // dh', and ds with what comes through h.
        for (int b = 0; b < count; b++)
        {
            Span<float> ds = Context(d, b), dz = Context(z, b);
            for (int j = 0; j < ds.Length; j++)
            {
                dz[j] = (1 - _decay) * ds[j];
                ds[j] *= _decay;
            }
        }
    }

    /// <inheritdoc/>
    protected override void AddGradients(int rows, float* dz, float* before, float* after, float* kept) => _recurrent.AddGradient(rows, dz, GateSize, kept, KeptSize);

    // Z = S = H + C.
    private Span<float> Context(float* data, int b) => new(data + (long)b * StateSize + Units, StateSize - Units);
}
