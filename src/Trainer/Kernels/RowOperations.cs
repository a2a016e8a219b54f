using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>Element-wise work on the rows of a matrix and on flat vectors.</summary>
internal static unsafe class RowOperations
{
    /// <summary>y[r, j] += bias[j].</summary>
    public static void AddToRows(float* bias, float* y, int rows, int columns)
    {
        for (int r = 0; r < rows; r++, y += columns) Add(bias, y, columns);
    }

    /// <summary>sum[j] += Σ_r x[r, j].</summary>
    public static void SumRows(float* x, int rows, int columns, float* sum)
    {
        for (int r = 0; r < rows; r++, x += columns) Add(x, sum, columns);
    }

    /// <summary>y += x.</summary>
    public static void Add(float* x, float* y, long length)
    {
        long i = 0;
        for (; i + 16 <= length; i += 16) (Vector512.Load(y + i) + Vector512.Load(x + i)).Store(y + i);
        for (; i < length; i++) y[i] += x[i];
    }

    /// <summary>y += factor · x.</summary>
    public static void AddScaled(float* x, float factor, float* y, long length)
    {
        Vector512<float> f = Vector512.Create(factor);
        long i = 0;
        for (; i + 16 <= length; i += 16) (Vector512.Load(y + i) + f * Vector512.Load(x + i)).Store(y + i);
        for (; i < length; i++) y[i] += factor * x[i];
    }

    /// <summary>Σ x y.</summary>
    public static float Dot(float* x, float* y, long length)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        long i = 0;
        for (; i + 16 <= length; i += 16) sum += Vector512.Load(x + i) * Vector512.Load(y + i);
        float total = Vector512.Sum(sum);
        for (; i < length; i++) total += x[i] * y[i];
        return total;
    }

    /// <summary>x *= factor.</summary>
    public static void Scale(float* x, long length, float factor)
    {
        Vector512<float> f = Vector512.Create(factor);
        long i = 0;
        for (; i + 16 <= length; i += 16) (Vector512.Load(x + i) * f).Store(x + i);
        for (; i < length; i++) x[i] *= factor;
    }

    /// <summary>Σ x², summed in double: it neither overflows nor loses the small elements of a long vector.</summary>
    public static double SumOfSquares(float* x, long length)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        long i = 0;
        for (; i + 16 <= length; i += 16)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(x + i));
            sum += low * low + high * high;
        }
        double total = Vector512.Sum(sum);
        for (; i < length; i++) total += (double)x[i] * x[i];
        return total;
    }

    /// <summary>x limited to [−bound, bound].</summary>
    public static void Clamp(float* x, long length, float bound)
    {
        for (long i = 0; i < length; i++) x[i] = Math.Clamp(x[i], -bound, bound);
    }
}
