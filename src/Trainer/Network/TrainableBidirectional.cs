using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Two directions over the same input, outputs side by side, forward first.</summary>
internal sealed unsafe class TrainableBidirectional(TrainableLayer forward, TrainableLayer reverse) : TrainableLayer(forward.Inputs, forward.Outputs + reverse.Outputs)
{
    private AlignedBuffer? _y, _dForward, _dReverse;
    private int _rows;

    /// <summary>The state of the forward direction, then that of the reverse one.</summary>
    public override int StateSize => forward.StateSize + reverse.StateSize;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _rows = layout.Rows;
        float* y = Reserve(ref _y, (long)_rows * Outputs), a = forward.Forward(layout, x, initial), b = reverse.Forward(layout, x, initial.From(forward.StateSize));
        for (int r = 0; r < _rows; r++)
        {
            new Span<float>(a + (long)r * forward.Outputs, forward.Outputs).CopyTo(new Span<float>(y + (long)r * Outputs, forward.Outputs));
            new Span<float>(b + (long)r * reverse.Outputs, reverse.Outputs).CopyTo(new Span<float>(y + (long)r * Outputs + forward.Outputs, reverse.Outputs));
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        if (dy is null) return Backward(null, null, needInputGradient, final);
        float* a = Reserve(ref _dForward, (long)_rows * forward.Outputs), b = Reserve(ref _dReverse, (long)_rows * reverse.Outputs);
        for (int r = 0; r < _rows; r++)
        {
            new Span<float>(dy + (long)r * Outputs, forward.Outputs).CopyTo(new Span<float>(a + (long)r * forward.Outputs, forward.Outputs));
            new Span<float>(dy + (long)r * Outputs + forward.Outputs, reverse.Outputs).CopyTo(new Span<float>(b + (long)r * reverse.Outputs, reverse.Outputs));
        }
        return Backward(a, b, needInputGradient, final);
    }

    /// <inheritdoc/>
    public override void ReadFinalState(StateView target)
    {
        forward.ReadFinalState(target);
        reverse.ReadFinalState(target.From(forward.StateSize));
    }

    /// <inheritdoc/>
    public override void ReadInitialGradient(StateView target)
    {
        forward.ReadInitialGradient(target);
        reverse.ReadInitialGradient(target.From(forward.StateSize));
    }

    private float* Backward(float* dForward, float* dReverse, bool needInputGradient, StateView final)
    {
        float* dx = forward.Backward(dForward, needInputGradient, final), dxReverse = reverse.Backward(dReverse, needInputGradient, final.From(forward.StateSize));
        if (needInputGradient) RowOperations.Add(dxReverse, dx, (long)_rows * Inputs);
        return dx;
    }
}
