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

    /// <summary>Output for x [Rows, Inputs]: [Rows, Outputs], valid until the next forward. x must stay until backward.</summary>
    public abstract float* Forward(SequenceLayout layout, float* x);

    /// <summary>Gradient of x [Rows, Inputs] from dy [Rows, Outputs], valid until the next backward; null when <paramref name="needInputGradient"/> is false.</summary>
    public abstract float* Backward(float* dy, bool needInputGradient);

    /// <summary>Memory for at least <paramref name="length"/> numbers, with unspecified content; grows with a margin so that slowly growing batches do not allocate every time.</summary>
    protected static float* Reserve(ref AlignedBuffer? buffer, long length)
    {
        if (buffer is null || buffer.Length < length) buffer = new AlignedBuffer(length + length / 8);
        return buffer.Pointer;
    }
}
