using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>One direction of an LSTM layer. H units; z [4H] are the inputs of the gates i, f, g, o.</summary>
/// <remarks>State: h [H], c [H]. One step and many steps give the same bits (see <see cref="PanelMatrix"/>).</remarks>
internal sealed class LstmLayer : Layer
{
    // So many steps share one pass over the input weights; more would push z out of the second-level cache, and the recurrent
    // weights are read at every step anyway. Streams share the passes over both, so that more of them are worth it.
    private const int MostSteps = 24, MostStreams = 64;

    private readonly PanelMatrix _input, _recurrent;
    private readonly float[] _bias;
    private readonly bool _reverse;

    public LstmLayer(CompiledModel model, string prefix, bool reverse)
        : base(model.Matrix(prefix + "weight_ih" + Suffix(reverse)).Rows, model.Matrix(prefix + "weight_hh" + Suffix(reverse)).Rows, 2 * model.Matrix(prefix + "weight_hh" + Suffix(reverse)).Rows)
    {
        _reverse = reverse;
        (_input, _recurrent) = (model.Matrix(prefix + "weight_ih" + Suffix(reverse)), model.Matrix(prefix + "weight_hh" + Suffix(reverse)));
        _bias = model.Vector(prefix + "bias" + Suffix(reverse));
    }

    /// <inheritdoc/>
    public override int ScratchSize(int steps)
    {
        int together = Math.Min(steps, MostStreams);
        return together * _input.PaddedColumns + Math.Max(_input.ScratchLength(together), _recurrent.ScratchLength(together)) / sizeof(float) + 1;
    }

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y) => Run(x, steps, state, scratch, y, Outputs);

    /// <summary>As <see cref="Run(ReadOnlySpan{float}, int, Span{float}, Span{float}, Span{float})"/>, with rows of <paramref name="y"/> that are <paramref name="stride"/> numbers apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y, int stride)
    {
        if (x.Length != steps * Inputs || state.Length < StateSize || scratch.Length < ScratchSize(steps) || (steps > 0 && y.Length < (steps - 1) * stride + Outputs))
            throw new ArgumentException($"LSTM of {Inputs} inputs and {Outputs} units over {steps} steps: found x {x.Length}, state {state.Length}, scratch {scratch.Length}, y {y.Length}.");
        int padded = _input.PaddedColumns;
        Span<float> h = state[..Outputs], c = state.Slice(Outputs, Outputs);
        for (int done = 0; done < steps;)
        {
            int together = Math.Min(MostSteps, steps - done), first = _reverse ? steps - done - together : done;
            Span<float> z = scratch[..(together * padded)], rounding = scratch[z.Length..];
            Gates(x.Slice(first * Inputs, together * Inputs), together, z, rounding);
            for (int i = 0; i < together; i++)
            {
                int t = _reverse ? together - 1 - i : i;
                Span<float> zt = z.Slice(t * padded, padded);
                _recurrent.AddProduct(h, 1, Outputs, zt, padded, rounding, descending: (i & 1) == 1);
                LstmCell.Run(zt, c, h);
                h.CopyTo(y.Slice((first + t) * stride, Outputs));
            }
            done += together;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Step(ReadOnlySpan<float> x, int sequences, Span<float> states, Span<float> scratch, Span<float> y)
    {
        if (x.Length != sequences * Inputs || states.Length < sequences * StateSize || scratch.Length < ScratchSize(sequences) || y.Length < sequences * Outputs)
            throw new ArgumentException($"LSTM of {Inputs} inputs and {Outputs} units, a step of {sequences} sequences: found x {x.Length}, states {states.Length}, scratch {scratch.Length}, y {y.Length}.");
        int padded = _input.PaddedColumns, together;
        for (int done = 0; done < sequences; done += together)
        {
            together = Math.Min(MostStreams, sequences - done);
            Span<float> z = scratch[..(together * padded)], rounding = scratch[z.Length..], state = states.Slice(done * StateSize, together * StateSize);
            Gates(x.Slice(done * Inputs, together * Inputs), together, z, rounding);
            _recurrent.AddProduct(state, together, StateSize, z, padded, rounding);
            for (int i = 0; i < together; i++, state = state[StateSize..])
            {
                LstmCell.Run(z.Slice(i * padded, padded), state.Slice(Outputs, Outputs), state[..Outputs]);
                state[..Outputs].CopyTo(y.Slice((done + i) * Outputs, Outputs));
            }
        }
    }

    /// <summary>z = W x + b for several steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gates(ReadOnlySpan<float> x, int steps, Span<float> z, Span<float> rounding)
    {
        int padded = _input.PaddedColumns;
        for (int t = 0; t < steps; t++)
        {
            Span<float> zt = z.Slice(t * padded, padded);
            _bias.CopyTo(zt);
            zt[_bias.Length..].Clear();
        }
        _input.AddProduct(x, steps, Inputs, z, padded, rounding);
    }

    /// <summary>Copies h [H] and c [H] out of a state.</summary>
    public void ReadState(ReadOnlySpan<float> state, Span<float> h, Span<float> c)
    {
        state[..Outputs].CopyTo(h);
        state.Slice(Outputs, Outputs).CopyTo(c);
    }

    /// <summary>Sets h [H] and c [H] of a state.</summary>
    public void WriteState(Span<float> state, ReadOnlySpan<float> h, ReadOnlySpan<float> c)
    {
        h[..Outputs].CopyTo(state);
        c[..Outputs].CopyTo(state[Outputs..]);
    }

    private static string Suffix(bool reverse) => reverse ? "_reverse" : "";
}
