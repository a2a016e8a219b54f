using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Logarithm of the softmax of every row; dx = dy − softmax(x) Σ dy.</summary>
internal sealed unsafe class TrainableLogSoftmax(int size) : TrainableLayer(size, size)
{
    private AlignedBuffer? _y, _dx;
    private int _rows;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _rows = layout.Rows;
        float* y = Reserve(ref _y, (long)_rows * Outputs);
        for (int r = 0; r < _rows; r++) LogSoftmax.Run(new ReadOnlySpan<float>(x + (long)r * Inputs, Inputs), new Span<float>(y + (long)r * Outputs, Outputs));
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        float* dx = Reserve(ref _dx, (long)_rows * Inputs), y = _y!.Pointer;
        for (int r = 0; r < _rows; r++) LogSoftmaxGradient.Run(y + (long)r * Inputs, dy + (long)r * Inputs, dx + (long)r * Inputs, Inputs);
        return dx;
    }
}
