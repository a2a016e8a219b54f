using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Mean of the rows of weight [V, O] whose numbers are the inputs, −1 for none. Its input has no gradient.</summary>
internal sealed unsafe class TrainableEmbedding(LayerParameters layer) : TrainableLayer(layer.Spec.Inputs, layer.Spec.Units)
{
    private readonly float* _weight = layer.Value("weight"), _gradient = layer.Gradient("weight");
    private AlignedBuffer? _y, _scaled;
    private SequenceLayout _layout = null!;
    private float* _x;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _layout = layout;
        _x = x;
        float* y = Reserve(ref _y, (long)layout.Rows * Outputs);
        new Span<float>(y, layout.Rows * Outputs).Clear();
        for (int r = 0; r < layout.Rows; r++)
        {
            float* target = y + (long)r * Outputs;
            int count = 0;
            foreach (float number in Numbers(r))
            {
                if (number < 0) continue;
                RowOperations.Add(_weight + (long)number * Outputs, target, Outputs);
                count++;
            }
            if (count > 1) RowOperations.Scale(target, Outputs, 1f / count);
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        float* scaled = Reserve(ref _scaled, Outputs);
        for (int r = 0; r < _layout.Rows; r++)
        {
            int count = 0;
            foreach (float number in Numbers(r)) count += number < 0 ? 0 : 1;
            new ReadOnlySpan<float>(dy + (long)r * Outputs, Outputs).CopyTo(new Span<float>(scaled, Outputs));
            if (count > 1) RowOperations.Scale(scaled, Outputs, 1f / count);
            foreach (float number in Numbers(r))
            {
                if (number >= 0) RowOperations.Add(scaled, _gradient + (long)number * Outputs, Outputs);
            }
        }
        return null;
    }

    private ReadOnlySpan<float> Numbers(int row) => new(_x + (long)row * Inputs, Inputs);
}
