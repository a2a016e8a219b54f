namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Tanh"/>.</summary>
internal sealed class TanhKind() : SameSizeKind(nameof(Tanh))
{
    internal override Layer Create(LayerWeights weights) => new TanhLayer(weights.Spec.Units);
}

/// <summary>Hyperbolic tangent of every number.</summary>
internal sealed class TanhLayer(int size) : Layer(size, size, stateSize: 0)
{
    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        for (int i = 0; i < steps * Outputs; i++) y[i] = MathF.Tanh(x[i]);
    }
}
