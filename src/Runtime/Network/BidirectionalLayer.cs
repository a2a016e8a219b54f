namespace EmbeddedSeq.Runtime.Network;

/// <summary>Two directions of a recurrent layer, outputs side by side, forward first. Needs the whole sequence. State: that of the forward direction before the first step and after the last, then that of the reverse one, the other way round.</summary>
internal sealed class BidirectionalLayer(RecurrentLayer forward, RecurrentLayer reverse)
    : Layer(forward.Inputs, forward.Outputs + reverse.Outputs, forward.StateSize + reverse.StateSize)
{
    /// <inheritdoc/>
    public override int ScratchSize(int steps) => Math.Max(forward.ScratchSize(steps), reverse.ScratchSize(steps));

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        if (steps == 0) return;
        forward.Run(x, steps, state[..forward.StateSize], scratch, y, Outputs);
        reverse.Run(x, steps, state[forward.StateSize..], scratch, y[forward.Outputs..], Outputs);
    }
}
