using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>One direction of an LSTM layer.</summary>
/// <remarks>State: h, c and the h being written, each of the padded number of units.</remarks>
internal sealed class LstmLayer(PanelWeights weights, bool reverse) : Layer(weights.Inputs, weights.Units, 3 * weights.PaddedUnits)
{
    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> y) => Run(x, steps, state, y, Outputs);

    /// <summary>As <see cref="Run(ReadOnlySpan{float}, int, Span{float}, Span{float})"/>, with rows of <paramref name="y"/> that are <paramref name="stride"/> numbers apart.</summary>
    public void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> y, int stride)
    {
        int padded = weights.PaddedUnits;
        Span<float> h = state[..padded], c = state.Slice(padded, padded), newH = state.Slice(2 * padded, padded);
        for (int i = 0; i < steps; i++)
        {
            int t = reverse ? steps - 1 - i : i;
            LstmStep.Run(weights, x.Slice(t * Inputs, Inputs), h, c, newH);
            newH.CopyTo(h);
            h[..Outputs].CopyTo(y.Slice(t * stride, Outputs));
        }
    }

    /// <summary>Copies h [H] and c [H] out of a state.</summary>
    public void ReadState(ReadOnlySpan<float> state, Span<float> h, Span<float> c)
    {
        state[..Outputs].CopyTo(h);
        state.Slice(weights.PaddedUnits, Outputs).CopyTo(c);
    }

    /// <summary>Sets h [H] and c [H] of a state.</summary>
    public void WriteState(Span<float> state, ReadOnlySpan<float> h, ReadOnlySpan<float> c)
    {
        h.CopyTo(state);
        c.CopyTo(state[weights.PaddedUnits..]);
    }
}
