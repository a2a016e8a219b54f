using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>Softmax and cross-entropy of one row z [V] with the target t: L = ln Σ e^z − z_t, dL/dz_j = e^z_j / Σ e^z − [j = t]; relative to the largest z, so that nothing overflows.</summary>
internal static unsafe class SoftmaxLoss
{
    /// <summary>The loss, and its gradient in place of z.</summary>
    /// <param name="z">[V] in, gradient out.</param>
    /// <param name="length">V.</param>
    /// <param name="target">t.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Differentiate(float* z, int length, int target)
    {
        float top = LogSoftmax.Maximum(new(z, length)), sum = 0, wanted = z[target] - top;
        Vector512<float> sums = Vector512<float>.Zero, tops = Vector512.Create(top);
        int j = 0;
        for (; j + 16 <= length; j += 16)
        {
            Vector512<float> e = Exp(Vector512.Load(z + j) - tops);
            e.Store(z + j);
            sums += e;
        }
        for (; j < length; j++) sum += z[j] = MathF.Exp(z[j] - top);
        sum += Vector512.Sum(sums);
        RowOperations.Scale(z, length, 1 / sum);
        z[target] -= 1;
        return Math.Log(sum) - wanted;
    }

    /// <summary>The loss alone; z stays.</summary>
    /// <param name="z">[V].</param>
    /// <param name="length">V.</param>
    /// <param name="target">t.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(float* z, int length, int target)
    {
        float top = LogSoftmax.Maximum(new(z, length)), sum = 0;
        Vector512<float> sums = Vector512<float>.Zero, tops = Vector512.Create(top);
        int j = 0;
        for (; j + 16 <= length; j += 16) sums += Exp(Vector512.Load(z + j) - tops);
        for (; j < length; j++) sum += MathF.Exp(z[j] - top);
        return Math.Log(sum + Vector512.Sum(sums)) + top - z[target];
    }
}
