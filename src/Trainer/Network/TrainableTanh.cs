using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>y = tanh x; dx = dy (1 − y²).</summary>
internal sealed unsafe class TrainableTanh(int size) : TrainableLayer(size, size)
{
    private AlignedBuffer? _y, _dx;
    private long _length;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _length = (long)layout.Rows * Outputs;
        float* y = Reserve(ref _y, _length);
        for (long i = 0; i < _length; i++) y[i] = MathF.Tanh(x[i]);
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        float* dx = Reserve(ref _dx, _length), y = _y!.Pointer;
        for (long i = 0; i < _length; i++) dx[i] = dy[i] * (1 - y[i] * y[i]);
        return dx;
    }
}
