using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>The element-wise part of an LSTM step: c ← σ(z_f) c + σ(z_i) tanh(z_g); h = σ(z_o) tanh(c).</summary>
/// <remarks>Source: Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000.</remarks>
internal static unsafe class LstmCell
{
    /// <param name="z">[4H], W x + U h + b of the gates i, f, g, o.</param>
    /// <param name="c">[H], updated in place.</param>
    /// <param name="h">[H], written.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* z, float* c, float* h, int units)
    {
        float* f = z + units, g = f + units, o = g + units;
        int whole = units & ~15;
        // Two loops: what hangs together in each is so short that the processor has several turns of it under way at a time.
        for (int j = 0; j < whole; j += 16)
            GatedSum(Vector512.Load(f + j), Vector512.Load(c + j), Vector512.Load(z + j), Vector512.Load(g + j)).Store(c + j);
        for (int j = 0; j < whole; j += 16) SigmoidTanh(Vector512.Load(o + j), Vector512.Load(c + j)).Store(h + j);
        for (int j = whole; j < units; j++)
        {
            c[j] = Logistic(f[j]) * c[j] + Logistic(z[j]) * MathF.Tanh(g[j]);
            h[j] = Logistic(o[j]) * MathF.Tanh(c[j]);
        }
    }

    /// <summary>As the other, with lengths checked.</summary>
    /// <param name="z">[4H] or longer.</param>
    /// <param name="c">[H], updated in place.</param>
    /// <param name="h">[H], written.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> z, Span<float> c, Span<float> h)
    {
        if (z.Length < 4 * h.Length || c.Length != h.Length) throw Misfit(z.Length, c.Length, h.Length);
        fixed (float* pz = z, pc = c, ph = h) Run(pz, pc, ph, h.Length);
    }

    private static ArgumentException Misfit(int z, int c, int h) => new($"LSTM cell of {h} units: found z {z}, c {c}.");

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));
}
