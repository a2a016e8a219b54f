using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Elman network: h = f(W x + U h' + b); z holds h after forward; state h [H].</summary>
internal sealed unsafe class TrainableRnn : TrainableRecurrent
{
    private readonly TrainableMatrix _recurrent;

    public TrainableRnn(LayerParameters layer) : base(layer) => _recurrent = Matrix("weight_hh");

    /// <inheritdoc/>
    protected override void StepForward(int count, float* z, float* before, float* after, float* kept)
    {
        _recurrent.AddTo(count, before, StateSize, z, GateSize);
        var h = new Span<float>(z, count * Units);
        ActivationFunction.Run(Spec.ActivationOrUsual, h);
        h.CopyTo(new(after, count * Units));
    }

    /// <inheritdoc/>
    protected override void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d)
    {
        ActivationGradient.Run(Spec.ActivationOrUsual, d, z, (long)count * Units);
        _recurrent.Backward(count, z, GateSize, d, StateSize);
    }

    /// <inheritdoc/>
    protected override void AddGradients(int rows, float* dz, float* before, float* after, float* kept) => _recurrent.AddGradient(rows, dz, GateSize, before, StateSize);
}
