using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.LayerNorm"/>.</summary>
internal sealed class LayerNormKind() : SameSizeKind(nameof(LayerNorm))
{
    internal override TensorSpec[] Tensors(LayerSpec layer) => [new("scale", [layer.Units], TensorStart.Ones), new("shift", [layer.Units])];

    internal override Layer Create(LayerWeights weights) => new LayerNormLayer(weights);
}

/// <summary>y = scale · (x − mean) / √(variance + 1e-5) + shift over the numbers of every step.</summary>
internal sealed class LayerNormLayer(LayerWeights weights) : Layer(weights.Spec.Units, weights.Spec.Units, stateSize: 0)
{
    private readonly float[] _scale = weights.Vector("scale"), _shift = weights.Vector("shift");

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        for (int t = 0; t < steps; t++) LayerNormalization.Run(x.Slice(t * Inputs, Inputs), _scale, _shift, y.Slice(t * Outputs, Outputs));
    }
}
