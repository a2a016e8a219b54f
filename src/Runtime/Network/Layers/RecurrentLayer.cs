using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>
/// One direction of a recurrent layer: what all cells share. The input product W x + b of several steps is made at once; then a
/// cell advances its state step by step. A state begins with the layer's output.
/// </summary>
/// <remarks>One step, many steps and a step of many sequences give the same bits (see <see cref="PanelMatrix"/>).</remarks>
internal abstract class RecurrentLayer : Layer
{
    // So many steps share one pass over the input weights, which drives the recurrent ones out of the second-level cache; z is read
    // once and need not stay there. Streams share the passes over both, so that more of them are worth it.
    private const int MostSteps = 48, MostStreams = PanelMatrix.MostVectors;

    private readonly PanelMatrix _input;
    private readonly AlignedArray _bias; // [_stride], zeros behind those of the rows.
    private readonly bool _reverse;
    private readonly int _stride, _work, _rounding; // Numbers of a row of z; of a sequence's work; bytes for rounding a vector.

    /// <param name="weights">Has weight_ih.</param>
    /// <param name="bias">Of the rows of weight_ih; empty for none.</param>
    /// <param name="work">Numbers that <see cref="Advance"/> needs for each sequence.</param>
    /// <param name="recurrent">The matrices of the products in <see cref="Advance"/>.</param>
    protected RecurrentLayer(LayerWeights weights, float[] bias, int work, params ReadOnlySpan<PanelMatrix> recurrent)
        : base(weights.Spec.Inputs, weights.Spec.OutputsOfDirection, weights.Spec.StateSize)
    {
        (_input, _reverse, _work) = (weights.Matrix("weight_ih"), weights.IsReverse, work);
        _stride = _input.PaddedColumns;
        _bias = new AlignedArray(bias, _stride);
        _rounding = _input.ScratchLength(1);
        foreach (PanelMatrix matrix in recurrent) _rounding = Math.Max(_rounding, matrix.ScratchLength(1));
    }

    /// <summary>Distance of two rows of z: the rows of weight_ih, padded to whole panels.</summary>
    protected int Stride => _stride;

    /// <summary>One step of several sequences: from the states before it to those after it.</summary>
    /// <param name="z">[S, Stride], W x + b and then padding; may be changed.</param>
    /// <param name="sequences">S, at least 1.</param>
    /// <param name="states">[S, StateSize].</param>
    /// <param name="work">[S, work], any content, followed by what products need for rounding.</param>
    /// <param name="sweep">For products.</param>
    protected abstract void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int ScratchSize(int steps)
    {
        int together = Math.Min(steps, MostStreams);
        int beside = IsBeside(steps) ? SideProduct.Vectors * (_stride + Inputs) : 0;
        return together * (_stride + _work) + together * _rounding / sizeof(float) + 1 + beside;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y) => Run(x, steps, state, scratch, y, Outputs);

    /// <summary>As <see cref="Run(ReadOnlySpan{float}, int, Span{float}, Span{float}, Span{float})"/>, with rows of <paramref name="y"/> that are <paramref name="stride"/> numbers apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)] // The smaller a method is, the less memory its compilation takes, which a process does not give back.
    public void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y, int stride)
    {
        if (x.Length != steps * Inputs || state.Length < StateSize || scratch.Length < ScratchSize(steps) || (steps > 0 && y.Length < (steps - 1) * stride + Outputs))
            throw Misfit(steps, x.Length, state.Length, scratch.Length, y.Length);
        if (IsBeside(steps))
        {
            RunBeside(x, steps, state, scratch, y, stride);
            return;
        }
        RowSet inputs = RowSet.ToRead(x, Inputs);
        for (int done = 0; done < steps;)
        {
            int together = Math.Min(MostSteps, steps - done), first = First(done, together, steps);
            Span<float> z = scratch[..(together * _stride)], work = scratch[z.Length..];
            _input.Product(_bias.Span, inputs.From(first), together, z, _stride, work);
            Steps(z, together, state, work, y[(first * stride)..], stride, default);
            done += together;
        }
    }

    // While the steps of a block run, which wait for the recurrent weights most of the time, the input product of the next block is made.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void RunBeside(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y, int stride)
    {
        const int block = SideProduct.Vectors;
        RowSet inputs = RowSet.ToRead(x, Inputs);
        int length = block * _stride;
        Span<float> now = scratch[..length], next = scratch.Slice(length, length), packed = scratch.Slice(2 * length, block * Inputs), work = scratch[(2 * length + packed.Length)..];
        _input.Product(_bias.Span, inputs.From(First(0, block, steps)), block, now, _stride, work);
        for (int done = 0, together = block, after; together > 0; done += together, together = after)
        {
            after = Math.Min(block, steps - done - together);
            int first = First(done, together, steps), following = First(done + together, after, steps);
            SideProgress progress = default;
            SideProduct side = after == block ? new(_input, _bias.Span, x[(following * Inputs)..], packed, next, _stride, ref progress) : default;
            Steps(now, together, state, work, y[(first * stride)..], stride, side);
            side.Finish();
            if (after is > 0 and < block) _input.Product(_bias.Span, inputs.From(following), after, next, _stride, work);
            Span<float> swap = now;
            now = next;
            next = swap;
        }
    }

    private bool IsBeside(int steps) => steps >= 2 * SideProduct.Vectors && SideProduct.IsFor(_input);

    /// <summary>The first of the steps that come behind <paramref name="done"/> others.</summary>
    private int First(int done, int count, int steps) => _reverse ? steps - done - count : done;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Steps(Span<float> z, int steps, Span<float> state, Span<float> work, Span<float> y, int stride, SideProduct beside)
    {
        RowSet states = new(state, StateSize, StateSize);
        for (int i = 0; i < steps; i++)
        {
            int t = _reverse ? steps - 1 - i : i;
            Advance(z.Slice(t * _stride, _stride), 1, states, work, new Sweep(backwards: (i & 1) != 0, beside));
            state[..Outputs].CopyTo(y.Slice(t * stride, Outputs));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override RowSet Step(RowSet x, int sequences, RowSet states, Span<float> scratch, Span<float> y)
    {
        if (x.Length != Inputs || states.Length != StateSize || scratch.Length < ScratchSize(sequences))
            throw Misfit(sequences, x.Length, states.Length, scratch.Length);
        int together;
        for (int done = 0; done < sequences; done += together)
        {
            together = Math.Min(MostStreams, sequences - done);
            Span<float> z = scratch[..(together * _stride)], work = scratch[z.Length..];
            _input.Product(_bias.Span, x.From(done), together, z, _stride, work);
            Advance(z, together, states.From(done), work, default);
        }
        return states.Take(Outputs);
    }

    // The text is put together elsewhere, since compiling that takes more memory than the whole rest of the method it is thrown in.
    private ArgumentException Misfit(int rows, int x, int state, int scratch, int? y = null) =>
        new($"Recurrent layer of {Inputs} inputs and {Outputs} outputs over {rows} steps or sequences: found x {x}, state {state}, scratch {scratch}{(y is null ? "" : $", y {y}")}.");
}
