using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Embedding"/>.</summary>
internal sealed class EmbeddingKind() : LayerKind(nameof(Embedding))
{
    private const int MostRows = 1 << 23;

    internal override string[] Options => [nameof(LayerSpec.Rows)];

    internal override string? FindProblem(LayerSpec layer) => layer.Rows is < 1 or > MostRows ? $"rows must be 1 to {MostRows}, found {layer.Rows}" : null;

    internal override TensorSpec[] Tensors(LayerSpec layer) => [new("weight", [layer.Rows, layer.Units])];

    internal override Layer Create(LayerWeights weights) => new EmbeddingLayer(weights);
}

/// <summary>y = mean of the rows of weight [V, O] whose numbers are the inputs; negative inputs stand for no row, and without any row y = 0.</summary>
internal sealed class EmbeddingLayer(LayerWeights weights) : Layer(weights.Spec.Inputs, weights.Spec.Units, stateSize: 0)
{
    private readonly PanelMatrix _weight = weights.Matrix("weight");

    /// <inheritdoc/>
    public override int ScratchSize(int steps) => Outputs;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Lengths do not fit, or an input is no number of a row.</exception>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        if (x.Length != steps * Inputs || y.Length < steps * Outputs || scratch.Length < Outputs)
            throw new ArgumentException($"Embedding of {Inputs} inputs and {Outputs} outputs over {steps} steps: found x {x.Length}, scratch {scratch.Length}, y {y.Length}.");
        Span<float> row = scratch[..Outputs];
        for (int t = 0; t < steps; t++)
        {
            Span<float> mean = y.Slice(t * Outputs, Outputs);
            mean.Clear();
            int count = 0;
            foreach (float number in x.Slice(t * Inputs, Inputs))
            {
                if (number < 0) continue;
                if (!(number < _weight.Columns)) throw new ArgumentException($"Embedding of {_weight.Columns} rows: found row {number} at step {t}.");
                PanelPacker.UnpackColumn(_weight, (int)number, row);
                for (int j = 0; j < row.Length; j++) mean[j] += row[j];
                count++;
            }
            if (count > 1) Scale(mean, 1f / count);
        }
    }

    private static void Scale(Span<float> x, float factor)
    {
        for (int j = 0; j < x.Length; j++) x[j] *= factor;
    }
}
