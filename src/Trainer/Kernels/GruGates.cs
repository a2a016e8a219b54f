using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>The element-wise parts of a GRU step backward for one sequence; docs/bptt.md derives them. H units.</summary>
/// <remarks>Vectors and the units that are left over are rounded alike: a unit's gradient does not depend on its place.</remarks>
internal static unsafe class GruGates
{
    /// <summary>Through h = u·n + (1 − u)·h'.</summary>
    /// <param name="u">[H]; u in, dz_u out.</param>
    /// <param name="n">[H]; n in, dz_n out.</param>
    /// <param name="before">[H], h'.</param>
    /// <param name="d">[H]; dh in, the part of dh' that does not come through the gates out.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* u, float* n, float* before, float* d, int units)
    {
        Vector512<float> one = Vector512<float>.One;
        int j = 0;
        for (; j + 16 <= units; j += 16)
        {
            Vector512<float> dh = Vector512.Load(d + j), uj = Vector512.Load(u + j), nj = Vector512.Load(n + j);
            (dh * (nj - Vector512.Load(before + j)) * (uj * (one - uj))).Store(u + j);
            (dh * uj * (one - nj * nj)).Store(n + j);
            (dh * (one - uj)).Store(d + j);
        }
        for (; j < units; j++)
        {
            float dh = d[j], uj = u[j], nj = n[j];
            u[j] = dh * (nj - before[j]) * (uj * (1 - uj));
            n[j] = dh * uj * (1 - nj * nj);
            d[j] = dh * (1 - uj);
        }
    }

    /// <summary>Through r·h', which the candidate's product reads.</summary>
    /// <param name="r">[H]; r in, dz_r out.</param>
    /// <param name="before">[H], h'.</param>
    /// <param name="dRead">[H], gradient of r·h'.</param>
    /// <param name="d">[H], dh', added to.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BackwardResetBefore(float* r, float* before, float* dRead, float* d, int units)
    {
        int j = 0;
        for (; j + 16 <= units; j += 16)
        {
            Vector512<float> rj = Vector512.Load(r + j), read = Vector512.Load(dRead + j);
            (Vector512.Load(d + j) + read * rj).Store(d + j);
            (read * Vector512.Load(before + j) * (rj * (Vector512<float>.One - rj))).Store(r + j);
        }
        for (; j < units; j++)
        {
            float rj = r[j];
            d[j] += dRead[j] * rj;
            r[j] = dRead[j] * before[j] * (rj * (1 - rj));
        }
    }

    /// <summary>Through r·k, k being what the candidate's product made of h'.</summary>
    /// <param name="r">[H]; r in, dz_r out.</param>
    /// <param name="dn">[H], dz_n.</param>
    /// <param name="k">[H]; k in, dk out.</param>
    /// <param name="units">H.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BackwardResetAfter(float* r, float* dn, float* k, int units)
    {
        int j = 0;
        for (; j + 16 <= units; j += 16)
        {
            Vector512<float> rj = Vector512.Load(r + j), dnj = Vector512.Load(dn + j);
            (dnj * Vector512.Load(k + j) * (rj * (Vector512<float>.One - rj))).Store(r + j);
            (dnj * rj).Store(k + j);
        }
        for (; j < units; j++)
        {
            (float rj, float kj) = (r[j], k[j]);
            r[j] = dn[j] * kj * (rj * (1 - rj));
            k[j] = dn[j] * rj;
        }
    }
}
