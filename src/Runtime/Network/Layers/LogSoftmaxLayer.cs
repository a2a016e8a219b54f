using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.LogSoftmax"/>.</summary>
internal sealed class LogSoftmaxKind() : SameSizeKind(nameof(LogSoftmax))
{
    internal override int MostUnits => LayerRules.MostOutputs;

    internal override Layer Create(LayerWeights weights) => new LogSoftmaxLayer(weights.Spec.Units);
}

/// <summary>Logarithm of the softmax of every step.</summary>
internal sealed class LogSoftmaxLayer(int size) : Layer(size, size, stateSize: 0)
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        for (int t = 0; t < steps; t++) LogSoftmax.Run(x.Slice(t * Inputs, Inputs), y.Slice(t * Outputs, Outputs));
    }
}
