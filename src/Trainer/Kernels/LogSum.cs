using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>The inner loops of CTC: sums of probabilities kept as logarithms. Vectors may be read 16 numbers beyond their end and two before their start.</summary>
internal static unsafe class LogSum
{
    /// <summary>ln(e^a + e^b).</summary>
    public static float Of(float a, float b)
    {
        float maximum = MathF.Max(a, b);
        return maximum + MathF.Log(MathF.Exp(a - maximum) + MathF.Exp(b - maximum));
    }

    /// <summary>now[s] = ln(e^before[s] + e^before[s−1] + e^(before[s−2] + skip[s])) + emit[s].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StepForward(float* before, float* skip, float* emit, float* now, int states)
    {
        for (int s = 0; s < states; s += 16)
        {
            Vector512<float> stay = Vector512.Load(before + s), next = Vector512.Load(before + s - 1), jump = Vector512.Load(before + s - 2) + Vector512.Load(skip + s);
            (Of(stay, next, jump) + Vector512.Load(emit + s)).Store(now + s);
        }
        Erase(now, states);
    }

    /// <summary>now[s] = ln(e^(next[s] + emit[s]) + e^(next[s+1] + emit[s+1]) + e^(next[s+2] + emit[s+2] + skip[s+2])).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StepBackward(float* next, float* skip, float* emit, float* now, int states)
    {
        for (int s = 0; s < states; s += 16)
        {
            Vector512<float> stay = Vector512.Load(next + s) + Vector512.Load(emit + s), step = Vector512.Load(next + s + 1) + Vector512.Load(emit + s + 1);
            Vector512<float> jump = Vector512.Load(next + s + 2) + Vector512.Load(emit + s + 2) + Vector512.Load(skip + s + 2);
            Of(stay, step, jump).Store(now + s);
        }
        Erase(now, states);
    }

    /// <summary>Subtracts the largest element from all and returns it.</summary>
    public static float Normalize(float* x, int states)
    {
        float maximum = float.NegativeInfinity;
        for (int s = 0; s < states; s++) maximum = MathF.Max(maximum, x[s]);
        // What is ln 0 must not wander: each step would push it further down.
        for (int s = 0; s < states; s++) x[s] = MathF.Max(x[s] - maximum, -1e30f);
        return maximum;
    }

    /// <summary>y[s] = e^(a[s] + b[s]) / Σ e^(a + b).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(float* a, float* b, float* y, int states)
    {
        float maximum = float.NegativeInfinity;
        for (int s = 0; s < states; s++) maximum = MathF.Max(maximum, a[s] + b[s]);
        Vector512<float> top = Vector512.Create(maximum);
        for (int s = 0; s < states; s += 16) Exp(Vector512.Load(a + s) + Vector512.Load(b + s) - top).Store(y + s);
        float sum = 0;
        for (int s = 0; s < states; s++) sum += y[s];
        for (int s = 0; s < states; s++) y[s] /= sum;
    }

    // Whole vectors were written; what lies behind the last state must read as ln 0.
    private static void Erase(float* x, int states) => new Span<float>(x + states, (states + 15) / 16 * 16 - states).Fill(-1e30f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Of(Vector512<float> a, Vector512<float> b, Vector512<float> c)
    {
        Vector512<float> maximum = Vector512.Max(Vector512.Max(a, b), c);
        return maximum + Vector512.Log(Exp(a - maximum) + Exp(b - maximum) + Exp(c - maximum));
    }
}
