using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>y_t = mean of x_1 to x_t; dx_s = Σ_{t ≥ s} dy_t / t, times counted from 1.</summary>
internal sealed unsafe class TrainableMeanPool(int size) : TrainableLayer(size, size)
{
    private AlignedBuffer? _y, _dx;
    private SequenceLayout _layout = null!;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _layout = layout;
        float* y = Reserve(ref _y, (long)layout.Rows * Outputs);
        // First the sums, then the means: a step's sum goes on from the one before.
        new ReadOnlySpan<float>(x, layout.Rows * Outputs).CopyTo(new Span<float>(y, layout.Rows * Outputs));
        for (int t = 1; t < layout.Steps; t++) RowOperations.Add(Row(y, t - 1), Row(y, t), (long)layout.Active(t) * Outputs);
        ScaleByTime(y);
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        float* dx = Reserve(ref _dx, (long)_layout.Rows * Outputs);
        new ReadOnlySpan<float>(dy, _layout.Rows * Outputs).CopyTo(new Span<float>(dx, _layout.Rows * Outputs));
        ScaleByTime(dx);
        for (int t = _layout.Steps - 1; t > 0; t--) RowOperations.Add(Row(dx, t), Row(dx, t - 1), (long)_layout.Active(t) * Outputs);
        return dx;
    }

    private float* Row(float* x, int t) => x + (long)_layout.Start(t) * Outputs;

    private void ScaleByTime(float* x)
    {
        for (int t = 1; t < _layout.Steps; t++) RowOperations.Scale(Row(x, t), (long)_layout.Active(t) * Outputs, 1f / (t + 1));
    }
}
