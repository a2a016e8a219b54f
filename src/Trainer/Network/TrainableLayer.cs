using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// One layer of one worker: forward keeps what backward needs; backward adds to the gradients of its tensors and gives the
/// gradient of its input. Matrices are [Rows, size] in the order of <see cref="SequenceLayout"/>.
/// </summary>
internal abstract unsafe class TrainableLayer(int inputs, int outputs)
{
    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    /// <summary>Numbers that the layer remembers of a sequence, as the runtime's layer has them; 0 if it has no state.</summary>
    public virtual int StateSize => 0;

    /// <summary>Output for x [Rows, Inputs]: [Rows, Outputs], valid until the next forward. x must stay until backward.</summary>
    /// <param name="layout">Lengths of the sequences.</param>
    /// <param name="x">[Rows, Inputs].</param>
    /// <param name="initial">State before each sequence; used by layers that have one.</param>
    public abstract float* Forward(SequenceLayout layout, float* x, StateView initial = default);

    /// <summary>Gradient of x [Rows, Inputs] from dy [Rows, Outputs], valid until the next backward; null when <paramref name="needInputGradient"/> is false.</summary>
    /// <param name="dy">[Rows, Outputs]; a recurrent layer takes null for zeros, when only its final state is used.</param>
    /// <param name="needInputGradient">Whether dx is computed.</param>
    /// <param name="final">Gradient of the state after each sequence.</param>
    public abstract float* Backward(float* dy, bool needInputGradient, StateView final = default);

    /// <summary>After forward: copies the state after each sequence.</summary>
    public virtual void ReadFinalState(StateView target)
    {
    }

    /// <summary>After backward: copies the gradient of the state before each sequence.</summary>
    public virtual void ReadInitialGradient(StateView target)
    {
    }

    /// <summary>Memory for at least <paramref name="length"/> numbers, with unspecified content; grows with a margin so that slowly growing batches do not allocate every time.</summary>
    protected static float* Reserve(ref AlignedBuffer? buffer, long length)
    {
        if (buffer is null || buffer.Length < length) buffer = new AlignedBuffer(length + length / 8);
        return buffer.Pointer;
    }
}
