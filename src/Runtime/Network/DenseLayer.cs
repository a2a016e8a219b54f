using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>y = W x + b at every step; weight [O, I], bias [O].</summary>
internal sealed class DenseLayer(float[] weight, float[] bias) : Layer(weight.Length / bias.Length, bias.Length, stateSize: 0)
{
    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> y)
    {
        for (int t = 0; t < steps; t++) DenseStep.Run(weight, bias, x.Slice(t * Inputs, Inputs), y.Slice(t * Outputs, Outputs));
    }
}
