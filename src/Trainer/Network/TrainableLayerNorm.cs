using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>y = scale·n + shift, n = (x − mean) · factor, over the numbers of every row; dx = factor·(g − mean(g) − n·mean(g·n)) with g = dy·scale.</summary>
internal sealed unsafe class TrainableLayerNorm(LayerParameters layer) : TrainableLayer(layer.Spec.Units, layer.Spec.Units)
{
    private readonly float* _scale = layer.Value("scale"), _shift = layer.Value("shift");
    private readonly float* _scaleGradient = layer.Gradient("scale"), _shiftGradient = layer.Gradient("shift");
    private readonly float[] _ones = [.. Enumerable.Repeat(1f, layer.Spec.Units)], _zeros = new float[layer.Spec.Units];
    private AlignedBuffer? _normalized, _factors, _y, _dx;
    private int _rows;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _rows = layout.Rows;
        float* normalized = Reserve(ref _normalized, (long)_rows * Outputs), factors = Reserve(ref _factors, _rows), y = Reserve(ref _y, (long)_rows * Outputs);
        for (int r = 0; r < _rows; r++)
        {
            long at = (long)r * Outputs;
            factors[r] = LayerNormalization.Run(new(x + at, Inputs), _ones, _zeros, new(normalized + at, Outputs));
            for (int j = 0; j < Outputs; j++) y[at + j] = _scale[j] * normalized[at + j] + _shift[j];
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        float* dx = Reserve(ref _dx, (long)_rows * Inputs), factors = _factors!.Pointer;
        for (int r = 0; r < _rows; r++)
        {
            long at = (long)r * Outputs;
            float* n = _normalized!.Pointer + at;
            double sum = 0, product = 0;
            for (int j = 0; j < Outputs; j++)
            {
                float g = dy[at + j] * _scale[j];
                _scaleGradient[j] += dy[at + j] * n[j];
                _shiftGradient[j] += dy[at + j];
                sum += g;
                product += (double)g * n[j];
            }
            (float mean, float along) = ((float)(sum / Outputs), (float)(product / Outputs));
            for (int j = 0; j < Outputs; j++) dx[at + j] = factors[r] * (dy[at + j] * _scale[j] - mean - n[j] * along);
        }
        return dx;
    }
}
