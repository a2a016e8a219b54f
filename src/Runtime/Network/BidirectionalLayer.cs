namespace EmbeddedSeq.Runtime.Network;

/// <summary>Two directions of a recurrent layer, outputs side by side, forward first. Needs the whole sequence: both directions start from zero at every run.</summary>
internal sealed class BidirectionalLayer(LstmLayer forward, LstmLayer reverse)
    : Layer(forward.Inputs, forward.Outputs + reverse.Outputs, Math.Max(forward.StateSize, reverse.StateSize))
{
    /// <inheritdoc/>
    public override int ScratchSize(int steps) => Math.Max(forward.ScratchSize(steps), reverse.ScratchSize(steps));

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        if (steps == 0) return;
        state.Clear();
        forward.Run(x, steps, state, scratch, y, Outputs);
        state.Clear();
        reverse.Run(x, steps, state, scratch, y[forward.Outputs..], Outputs);
    }
}
