using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>y = scale · (x − mean) / √(variance + 1e-5) + shift over the numbers of every step.</summary>
internal sealed class LayerNormLayer(CompiledModel model, string prefix, int size) : Layer(size, size, stateSize: 0)
{
    private readonly float[] _scale = model.Vector(prefix + "scale"), _shift = model.Vector(prefix + "shift");

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        for (int t = 0; t < steps; t++) LayerNormalization.Run(x.Slice(t * Inputs, Inputs), _scale, _shift, y.Slice(t * Outputs, Outputs));
    }
}
