using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>Immutable weights of one layer. What changes from step to step lies in the state that the caller hands in.</summary>
internal abstract class Layer(int inputs, int outputs, int stateSize)
{
    /// <summary>Length of one input.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Length of one output.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Numbers of state; zeros are the state before the first step.</summary>
    public int StateSize { get; } = stateSize;

    /// <summary>Numbers of working memory for a run of so many steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public virtual int ScratchSize(int steps) => 0;

    /// <summary>Runs a sequence and leaves in <paramref name="state"/> what the next piece of the sequence goes on from.</summary>
    /// <param name="x">[T, Inputs].</param>
    /// <param name="steps">T.</param>
    /// <param name="state">[StateSize].</param>
    /// <param name="scratch">[ScratchSize(T)], any content.</param>
    /// <param name="y">[T, Outputs].</param>
    public abstract void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y);

    /// <summary>Runs the next step of each of several sequences, with the bits that <see cref="Run"/> gives each of them; layers with large weights override this to read them once for all.</summary>
    /// <param name="x">[S, Inputs].</param>
    /// <param name="sequences">S.</param>
    /// <param name="states">[S, StateSize].</param>
    /// <param name="scratch">[ScratchSize(S)], any content.</param>
    /// <param name="y">[S, Outputs], room for the outputs.</param>
    /// <returns>[S, Outputs]: the outputs, in <paramref name="y"/> or in the states.</returns>
    public virtual RowSet Step(RowSet x, int sequences, RowSet states, Span<float> scratch, Span<float> y)
    {
        for (int s = 0; s < sequences; s++) Run(x[s], 1, states[s], scratch, y.Slice(s * Outputs, Outputs));
        return new RowSet(y, Outputs, Outputs);
    }
}
