using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>The derivative of <see cref="GeneralLstmCell"/> for one sequence: an LSTM with any activation functions and with peepholes. A row of z is [4][H]: gates i, f, g, o.</summary>
internal static unsafe class GeneralLstmGates
{
    /// <summary>Replaces the gates' activations by the gradient of z.</summary>
    /// <param name="z">[4H]; activations in, dz out.</param>
    /// <param name="peepholes">[3H], p_i, p_f, p_o; null for none.</param>
    /// <param name="functions">σ, g and h.</param>
    /// <param name="previousCell">[H].</param>
    /// <param name="cell">[H].</param>
    /// <param name="dm">[H], gradient of m = o·h(c).</param>
    /// <param name="dc">[H]; gradient of the cell from the following step in, of the previous cell out.</param>
    /// <param name="scratch">[H], any content.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* z, float* peepholes, LstmFunctions functions, float* previousCell, float* cell, float* dm, float* dc, float* scratch, int units)
    {
        float* zf = z + units, zg = zf + units, zo = zg + units;
        var outputs = new Span<float>(scratch, units); // h(c), computed again instead of being kept.
        new ReadOnlySpan<float>(cell, units).CopyTo(outputs);
        ActivationFunction.Run(functions.Output, outputs);
        int j = 0;
        for (; j + 16 <= units; j += 16)
        {
            Vector512<float> i = Vector512.Load(z + j), f = Vector512.Load(zf + j), g = Vector512.Load(zg + j), o = Vector512.Load(zo + j);
            Vector512<float> t = Vector512.Load(scratch + j), dOut = Vector512.Load(dm + j);
            Vector512<float> dzo = dOut * t * ActivationGradient.Of(functions.Gate, o);
            Vector512<float> dCell = Fma(dOut * o, ActivationGradient.Of(functions.Output, t), Vector512.Load(dc + j));
            if (peepholes is not null) dCell = Fma(dzo, Vector512.Load(peepholes + 2 * units + j), dCell);
            Vector512<float> dzi = dCell * g * ActivationGradient.Of(functions.Gate, i);
            Vector512<float> dzf = dCell * Vector512.Load(previousCell + j) * ActivationGradient.Of(functions.Gate, f);
            Vector512<float> dBefore = dCell * f;
            if (peepholes is not null) dBefore = Fma(dzf, Vector512.Load(peepholes + units + j), Fma(dzi, Vector512.Load(peepholes + j), dBefore));
            dzi.Store(z + j);
            dzf.Store(zf + j);
            (dCell * i * ActivationGradient.Of(functions.Input, g)).Store(zg + j);
            dzo.Store(zo + j);
            dBefore.Store(dc + j);
        }
        for (; j < units; j++)
        {
            float i = z[j], f = zf[j], g = zg[j], o = zo[j], t = outputs[j];
            (float pi, float pf, float po) = peepholes is null ? (0, 0, 0) : (peepholes[j], peepholes[units + j], peepholes[2 * units + j]);
            zo[j] = dm[j] * t * ActivationGradient.Of(functions.Gate, o);
            float dCell = dc[j] + dm[j] * o * ActivationGradient.Of(functions.Output, t) + zo[j] * po;
            z[j] = dCell * g * ActivationGradient.Of(functions.Gate, i);
            zf[j] = dCell * previousCell[j] * ActivationGradient.Of(functions.Gate, f);
            zg[j] = dCell * i * ActivationGradient.Of(functions.Input, g);
            dc[j] = dCell * f + z[j] * pi + zf[j] * pf;
        }
    }
}
