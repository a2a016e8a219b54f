using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>
/// One direction of a Clockwork layer. Group g has its units change, h = f(W x + U_g h'_g.. + b), at steps that are a multiple of
/// its period, counted from the start of the sequence in the layer's direction; U_g reads the groups from g on. State: h [H], and
/// the number of the step, counted up to the longest period.
/// </summary>
internal sealed class ClockworkLayer : RecurrentLayer
{
    private readonly PanelMatrix[] _recurrent; // [H/G, H − g·H/G] of each group.
    private readonly int[] _periods;
    private readonly Activation _activation;
    private readonly int _units, _size;

    public ClockworkLayer(LayerWeights weights) : this(weights, [.. weights.Spec.Periods!.Select((_, g) => weights.Matrix($"weight_hh_{g}"))])
    {
    }

    private ClockworkLayer(LayerWeights weights, PanelMatrix[] recurrent)
        : base(weights, weights.Vector("bias"), work: weights.Spec.Units + recurrent[0].PaddedColumns, recurrent)
    {
        (_recurrent, _periods, _activation) = (recurrent, [.. weights.Spec.Periods!], weights.Spec.ActivationOrUsual);
        (_units, _size) = (weights.Spec.Units, weights.Spec.Units / recurrent.Length);
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, PanelOrder order)
    {
        // Sequences are at different times, so their groups change at different steps: one after the other.
        for (int s = 0; s < sequences; s++) Advance(z.Slice(s * Stride, _units), states[s], work);
    }

    private void Advance(Span<float> z, Span<float> state, Span<float> work)
    {
        int padded = _recurrent[0].PaddedColumns;
        Span<float> before = work[.._units], product = work.Slice(_units, padded), rounding = work[(_units + padded)..];
        state[.._units].CopyTo(before);
        int clock = (int)state[_units];
        for (int g = 0; g < _periods.Length && clock % _periods[g] == 0; g++)
        {
            product.Clear();
            _recurrent[g].AddProduct(new RowSet(before[(g * _size)..], _units - g * _size, _units), 1, product, padded, rounding);
            Span<float> h = state.Slice(g * _size, _size);
            z.Slice(g * _size, _size).CopyTo(h);
            Elementwise.Add(product, h);
            ActivationFunction.Run(_activation, h);
        }
        state[_units] = (clock + 1) % _periods[^1];
    }
}
