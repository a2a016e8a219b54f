using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>y = f(x Wᵀ + b); weight [O, I], bias [O].</summary>
internal sealed unsafe class TrainableDense(LayerParameters layer) : TrainableLayer(layer.Spec.Inputs, layer.Spec.Units)
{
    private readonly float* _weight = layer.Value("weight"), _bias = layer.Value("bias");
    private readonly float* _weightGradient = layer.Gradient("weight"), _biasGradient = layer.Gradient("bias");
    private readonly Gemm _gemm = layer.Gemm;
    private readonly Activation _activation = layer.Spec.ActivationOrUsual;
    private AlignedBuffer? _y, _dz, _dx;
    private SequenceLayout _layout = null!;
    private float* _x;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _layout = layout;
        _x = x;
        float* y = Reserve(ref _y, (long)layout.Rows * Outputs);
        _gemm.Multiply(layout.Rows, Outputs, Inputs, new(x, Inputs, 1), new(_weight, 1, Inputs), y, Outputs, accumulate: false);
        RowOperations.AddToRows(_bias, y, layout.Rows, Outputs);
        if (_activation != Activation.Linear)
        {
            for (int r = 0; r < layout.Rows; r++) ActivationFunction.Run(_activation, new Span<float>(y + (long)r * Outputs, Outputs));
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        int rows = _layout.Rows;
        if (_activation != Activation.Linear)
        {
            long length = (long)rows * Outputs;
            float* dz = Reserve(ref _dz, length);
            new ReadOnlySpan<float>(dy, checked((int)length)).CopyTo(new(dz, (int)length));
            ActivationGradient.Apply(_activation, _y!.Pointer, dz, length);
            dy = dz;
        }
        _gemm.Multiply(Outputs, Inputs, rows, new(dy, 1, Outputs), new(_x, Inputs, 1), _weightGradient, Inputs, accumulate: true);
        RowOperations.SumRows(dy, rows, Outputs, _biasGradient);
        if (!needInputGradient) return null;
        float* dx = Reserve(ref _dx, (long)rows * Inputs);
        _gemm.Multiply(rows, Inputs, Outputs, new(dy, Outputs, 1), new(_weight, Inputs, 1), dx, Inputs, accumulate: false);
        return dx;
    }
}
