using System.Buffers;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>Two directions of a recurrent layer, outputs side by side, forward first. Needs the whole sequence. State: that of the forward direction before the first step and after the last, then that of the reverse one, the other way round.</summary>
/// <remarks>The directions know nothing of each other: in long sequences the reverse one runs on a second thread, with the same bits.</remarks>
internal sealed class BidirectionalLayer(RecurrentLayer forward, RecurrentLayer reverse)
    : Layer(forward.Inputs, forward.Outputs + reverse.Outputs, forward.StateSize + reverse.StateSize)
{
    // Half a second of speech: below, waking a thread costs more than it saves.
    private const int FewSteps = 16;

    /// <inheritdoc/>
    public override int ScratchSize(int steps) => Math.Max(forward.ScratchSize(steps), reverse.ScratchSize(steps));

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        if (steps == 0) return;
        Span<float> before = state[..forward.StateSize], after = state.Slice(forward.StateSize, reverse.StateSize);
        if (steps <= FewSteps || Environment.ProcessorCount == 1)
        {
            forward.Run(x, steps, before, scratch, y, Outputs);
            reverse.Run(x, steps, after, scratch, y[forward.Outputs..], Outputs);
            return;
        }
        using var other = new SecondThread(reverse, x, steps, after);
        forward.Run(x, steps, before, scratch, y, Outputs);
        other.CopyTo(after, y[forward.Outputs..], Outputs);
    }

    /// <summary>A direction on a thread of the pool, with memory of its own: spans stay on the thread that has them.</summary>
    private sealed class SecondThread : IDisposable
    {
        private readonly RecurrentLayer _layer;
        private readonly int _steps;
        private readonly float[] _x, _y, _state, _scratch;
        private readonly Task _task;

        public SecondThread(RecurrentLayer layer, ReadOnlySpan<float> x, int steps, ReadOnlySpan<float> state)
        {
            (_layer, _steps) = (layer, steps);
            (_x, _y) = (Rent(x.Length), Rent(steps * layer.Outputs));
            (_state, _scratch) = (Rent(state.Length), Rent(layer.ScratchSize(steps)));
            x.CopyTo(_x);
            state.CopyTo(_state);
            _task = Task.Run(Run);
        }

        /// <summary>Waits for the end and hands out state and outputs, the rows of <paramref name="y"/> being <paramref name="stride"/> numbers apart.</summary>
        public void CopyTo(Span<float> state, Span<float> y, int stride)
        {
            _task.GetAwaiter().GetResult();
            _state.AsSpan(0, state.Length).CopyTo(state);
            for (int t = 0; t < _steps; t++) _y.AsSpan(t * _layer.Outputs, _layer.Outputs).CopyTo(y.Slice(t * stride, _layer.Outputs));
        }

        public void Dispose()
        {
            ((IAsyncResult)_task).AsyncWaitHandle.WaitOne(); // Also where the other direction has failed: the arrays are still in use.
            foreach (float[] rented in new[] { _x, _y, _state, _scratch }) ArrayPool<float>.Shared.Return(rented);
        }

        private void Run() => _layer.Run(_x.AsSpan(0, _steps * _layer.Inputs), _steps, _state.AsSpan(0, _layer.StateSize), _scratch.AsSpan(0, _layer.ScratchSize(_steps)), _y.AsSpan(0, _steps * _layer.Outputs), _layer.Outputs);

        private static float[] Rent(int length) => ArrayPool<float>.Shared.Rent(Math.Max(1, length));
    }
}
