using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>The element-wise part of an LSTM step for one sequence, and its derivative. A row of z is [4][H]: gates i, f, g, o.</summary>
internal static unsafe class LstmGates
{
    /// <summary>Replaces z by the gates' activations and computes the new cell and output.</summary>
    /// <param name="z">[4H]; W x + U h + b in, gate activations out.</param>
    /// <param name="previousCell">[H].</param>
    /// <param name="cell">[H], out.</param>
    /// <param name="output">[H], out.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* z, float* previousCell, float* cell, float* output, int units)
    {
        float* zf = z + units, zg = zf + units, zo = zg + units;
        int j = 0;
        for (; j + 16 <= units; j += 16)
        {
            Vector512<float> i = Sigmoid(Vector512.Load(z + j)), f = Sigmoid(Vector512.Load(zf + j));
            Vector512<float> g = Tanh(Vector512.Load(zg + j)), o = Sigmoid(Vector512.Load(zo + j));
            Vector512<float> c = Fma(f, Vector512.Load(previousCell + j), i * g);
            i.Store(z + j);
            f.Store(zf + j);
            g.Store(zg + j);
            o.Store(zo + j);
            c.Store(cell + j);
            (o * Tanh(c)).Store(output + j);
        }
        for (; j < units; j++)
        {
            z[j] = ScalarSigmoid(z[j]);
            zf[j] = ScalarSigmoid(zf[j]);
            zg[j] = MathF.Tanh(zg[j]);
            zo[j] = ScalarSigmoid(zo[j]);
            cell[j] = zf[j] * previousCell[j] + z[j] * zg[j];
            output[j] = zo[j] * MathF.Tanh(cell[j]);
        }
    }

    /// <summary>Replaces the gates' activations by the gradient of z.</summary>
    /// <param name="z">[4H]; activations in, dz out.</param>
    /// <param name="previousCell">[H].</param>
    /// <param name="cell">[H].</param>
    /// <param name="dh">[H], gradient of the output: from the layer above and from the following step.</param>
    /// <param name="dc">[H]; gradient of the cell from the following step in, of the previous cell out.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* z, float* previousCell, float* cell, float* dh, float* dc, int units)
    {
        float* zf = z + units, zg = zf + units, zo = zg + units;
        Vector512<float> one = Vector512<float>.One;
        int j = 0;
        for (; j + 16 <= units; j += 16)
        {
            Vector512<float> i = Vector512.Load(z + j), f = Vector512.Load(zf + j), g = Vector512.Load(zg + j), o = Vector512.Load(zo + j);
            Vector512<float> t = Tanh(Vector512.Load(cell + j));
            Vector512<float> dOut = Vector512.Load(dh + j);
            Vector512<float> dCell = Fma(dOut * o, one - t * t, Vector512.Load(dc + j));
            (dCell * f).Store(dc + j);
            (dCell * g * i * (one - i)).Store(z + j);
            (dCell * Vector512.Load(previousCell + j) * f * (one - f)).Store(zf + j);
            (dCell * i * (one - g * g)).Store(zg + j);
            (dOut * t * o * (one - o)).Store(zo + j);
        }
        for (; j < units; j++)
        {
            float i = z[j], f = zf[j], g = zg[j], o = zo[j], t = MathF.Tanh(cell[j]);
            float dOut = dh[j], dCell = dc[j] + dOut * o * (1 - t * t);
            dc[j] = dCell * f;
            z[j] = dCell * g * i * (1 - i);
            zf[j] = dCell * previousCell[j] * f * (1 - f);
            zg[j] = dCell * i * (1 - g * g);
            zo[j] = dOut * t * o * (1 - o);
        }
    }

    private static float ScalarSigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
