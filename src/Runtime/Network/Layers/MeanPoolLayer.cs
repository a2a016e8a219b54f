namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.MeanPool"/>.</summary>
internal sealed class MeanPoolKind() : SameSizeKind(nameof(MeanPool))
{
    internal override StateSpec[] States(LayerSpec layer) => [new("sum", layer.Units), new("count", 1)];

    internal override Layer Create(LayerWeights weights) => new MeanPoolLayer(weights.Spec.Units);
}

/// <summary>y_t = mean of x_1 to x_t: what a sequence has been so far, so that its end is read at the last step.</summary>
/// <remarks>State: sum [H], number of steps [1].</remarks>
internal sealed class MeanPoolLayer(int size) : Layer(size, size, stateSize: size + 1)
{
    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        for (int t = 0; t < steps; t++) Add(x.Slice(t * Inputs, Inputs), state, y.Slice(t * Outputs, Outputs));
    }

    private static void Add(ReadOnlySpan<float> x, Span<float> state, Span<float> y)
    {
        float count = ++state[^1];
        for (int j = 0; j < x.Length; j++)
        {
            state[j] += x[j];
            y[j] = state[j] / count;
        }
    }
}
