using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>Gradient of y = x − ln Σ e^x of one row: dx_j = dy_j − e^y_j Σ dy.</summary>
internal static unsafe class LogSoftmaxGradient
{
    /// <param name="y">[V], output of the forward pass.</param>
    /// <param name="dy">[V].</param>
    /// <param name="dx">[V], out.</param>
    /// <param name="length">V.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* y, float* dy, float* dx, int length)
    {
        Vector512<float> sums = Vector512<float>.Zero;
        int j = 0;
        for (; j + 16 <= length; j += 16) sums += Vector512.Load(dy + j);
        float sum = Vector512.Sum(sums);
        for (; j < length; j++) sum += dy[j];
        Vector512<float> minus = Vector512.Create(-sum);
        for (j = 0; j + 16 <= length; j += 16) Fma(Exp(Vector512.Load(y + j)), minus, Vector512.Load(dy + j)).Store(dx + j);
        for (; j < length; j++) dx[j] = dy[j] - MathF.Exp(y[j]) * sum;
    }
}
