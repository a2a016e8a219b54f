using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Two directions over the same input, outputs side by side, forward first.</summary>
internal sealed unsafe class TrainableBidirectional(TrainableLayer forward, TrainableLayer reverse) : TrainableLayer(forward.Inputs, forward.Outputs + reverse.Outputs)
{
    private AlignedBuffer? _y, _dForward, _dReverse;
    private int _rows;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x)
    {
        _rows = layout.Rows;
        float* y = Reserve(ref _y, (long)_rows * Outputs), a = forward.Forward(layout, x), b = reverse.Forward(layout, x);
        for (int r = 0; r < _rows; r++)
        {
            new Span<float>(a + (long)r * forward.Outputs, forward.Outputs).CopyTo(new Span<float>(y + (long)r * Outputs, forward.Outputs));
            new Span<float>(b + (long)r * reverse.Outputs, reverse.Outputs).CopyTo(new Span<float>(y + (long)r * Outputs + forward.Outputs, reverse.Outputs));
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient)
    {
        float* a = Reserve(ref _dForward, (long)_rows * forward.Outputs), b = Reserve(ref _dReverse, (long)_rows * reverse.Outputs);
        for (int r = 0; r < _rows; r++)
        {
            new Span<float>(dy + (long)r * Outputs, forward.Outputs).CopyTo(new Span<float>(a + (long)r * forward.Outputs, forward.Outputs));
            new Span<float>(dy + (long)r * Outputs + forward.Outputs, reverse.Outputs).CopyTo(new Span<float>(b + (long)r * reverse.Outputs, reverse.Outputs));
        }
        float* dx = forward.Backward(a, needInputGradient), dxReverse = reverse.Backward(b, needInputGradient);
        if (needInputGradient) RowOperations.Add(dxReverse, dx, (long)_rows * Inputs);
        return dx;
    }
}
