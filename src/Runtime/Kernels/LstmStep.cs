using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>One step of one LSTM direction for one stream.</summary>
/// <remarks>z = W [x; h] + b; c ← σ(z_f) c + σ(z_i) tanh(z_g); h' = σ(z_o) tanh(c). Source: Hochreiter and Schmidhuber 1997 with Gers' forget gate.</remarks>
internal static unsafe class LstmStep
{
    /// <summary>Runs the step. All of <paramref name="h"/> is read before the step ends, so <paramref name="newH"/> must be other memory.</summary>
    /// <param name="weights">I inputs, H units.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H or more], the last step's output.</param>
    /// <param name="c">[padded units], updated in place.</param>
    /// <param name="newH">[padded units], this step's output.</param>
    public static void Run(PanelWeights weights, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> c, Span<float> newH)
    {
        if (x.Length != weights.Inputs || h.Length < weights.Units || c.Length != weights.PaddedUnits || newH.Length != weights.PaddedUnits)
            throw new ArgumentException($"LSTM step of {weights.Inputs} inputs and {weights.Units} units: found x {x.Length}, h {h.Length}, c {c.Length}, new h {newH.Length}.");
        fixed (float* px = x, ph = h, pc = c, pn = newH)
        {
            for (int p = 0; p < weights.Panels; p++)
            {
                int at = p * PanelWeights.PanelUnits;
                Panel(weights.Weights(p), weights.Bias(p), px, weights.Inputs, ph, weights.Units, pc + at, pn + at);
            }
        }
        GC.KeepAlive(weights);
    }

    // Two accumulators a gate: eight chains of multiply-adds cover their latency of four cycles at two a cycle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel(float* w, float* bias, float* x, int inputs, float* h, int units, float* c, float* newH)
    {
        Vector512<float> i0 = Vector512.Load(bias), f0 = Vector512.Load(bias + 16), g0 = Vector512.Load(bias + 32), o0 = Vector512.Load(bias + 48);
        Vector512<float> i1 = Vector512<float>.Zero, f1 = i1, g1 = i1, o1 = i1;
        float* v = x;
        int n = inputs;
        for (int part = 0; part < 2; part++, v = h, n = units)
        {
            int k = 0;
            for (; k + 2 <= n; k += 2, w += 128)
            {
                Vector512<float> a = Vector512.Create(v[k]), b = Vector512.Create(v[k + 1]);
                i0 = Fma(a, Vector512.Load(w), i0);
                f0 = Fma(a, Vector512.Load(w + 16), f0);
                g0 = Fma(a, Vector512.Load(w + 32), g0);
                o0 = Fma(a, Vector512.Load(w + 48), o0);
                i1 = Fma(b, Vector512.Load(w + 64), i1);
                f1 = Fma(b, Vector512.Load(w + 80), f1);
                g1 = Fma(b, Vector512.Load(w + 96), g1);
                o1 = Fma(b, Vector512.Load(w + 112), o1);
            }
            if (k < n)
            {
                Vector512<float> a = Vector512.Create(v[k]);
                i0 = Fma(a, Vector512.Load(w), i0);
                f0 = Fma(a, Vector512.Load(w + 16), f0);
                g0 = Fma(a, Vector512.Load(w + 32), g0);
                o0 = Fma(a, Vector512.Load(w + 48), o0);
                w += 64;
            }
        }
        Vector512<float> cell = Fma(Sigmoid(f0 + f1), Vector512.Load(c), Sigmoid(i0 + i1) * Tanh(g0 + g1));
        cell.Store(c);
        (Sigmoid(o0 + o1) * Tanh(cell)).Store(newH);
    }
}
