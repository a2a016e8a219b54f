using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>y = f(x Wᵀ + b); weight [O, I], bias [O].</summary>
internal sealed unsafe class TrainableDense(WorkerParameters parameters, string prefix, LayerSpec spec, Gemm gemm) : TrainableLayer(spec.Inputs, spec.Units)
{
    private readonly float* _weight = parameters.Value(prefix + "weight"), _bias = parameters.Value(prefix + "bias");
    private readonly float* _weightGradient = parameters.Gradient(prefix + "weight"), _biasGradient = parameters.Gradient(prefix + "bias");
    private AlignedBuffer? _y, _dz, _dx;
    private SequenceLayout _layout = null!;
    private float* _x;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _layout = layout;
        _x = x;
        float* y = Reserve(ref _y, (long)layout.Rows * Outputs);
        gemm.Multiply(layout.Rows, Outputs, Inputs, new(x, Inputs, 1), new(_weight, 1, Inputs), y, Outputs, accumulate: false);
        RowOperations.AddToRows(_bias, y, layout.Rows, Outputs);
        if (spec.ActivationOrUsual != Activation.Linear)
        {
            for (int r = 0; r < layout.Rows; r++) ActivationFunction.Run(spec.ActivationOrUsual, new Span<float>(y + (long)r * Outputs, Outputs));
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        int rows = _layout.Rows;
        if (spec.ActivationOrUsual != Activation.Linear)
        {
            long length = (long)rows * Outputs;
            float* dz = Reserve(ref _dz, length);
            new ReadOnlySpan<float>(dy, checked((int)length)).CopyTo(new(dz, (int)length));
            ActivationGradient.Apply(spec.ActivationOrUsual, _y!.Pointer, dz, length);
            dy = dz;
        }
        gemm.Multiply(Outputs, Inputs, rows, new(dy, 1, Outputs), new(_x, Inputs, 1), _weightGradient, Inputs, accumulate: true);
        RowOperations.SumRows(dy, rows, Outputs, _biasGradient);
        if (!needInputGradient) return null;
        float* dx = Reserve(ref _dx, (long)rows * Inputs);
        gemm.Multiply(rows, Inputs, Outputs, new(dy, Outputs, 1), new(_weight, Inputs, 1), dx, Inputs, accumulate: false);
        return dx;
    }
}
