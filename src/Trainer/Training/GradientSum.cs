using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Adds up what the workers found.</summary>
internal static unsafe class GradientSum
{
    /// <summary>The sum of all gradients times a factor, in the first worker's memory.</summary>
    public static AlignedBuffer Of(IEnumerable<AlignedBuffer> gradients, long length, float factor)
    {
        AlignedBuffer? sum = null;
        foreach (AlignedBuffer gradient in gradients)
        {
            if (sum is null) sum = gradient;
            else RowOperations.Add(gradient.Pointer, sum.Pointer, length);
        }
        RowOperations.Scale(sum!.Pointer, length, factor);
        return sum;
    }
}
