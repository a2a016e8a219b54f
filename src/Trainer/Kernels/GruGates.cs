namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>The element-wise parts of a GRU step backward for one sequence; docs/bptt.md derives them. H units.</summary>
internal static unsafe class GruGates
{
    /// <summary>Through h = u·n + (1 − u)·h'.</summary>
    /// <param name="u">[H]; u in, dz_u out.</param>
    /// <param name="n">[H]; n in, dz_n out.</param>
    /// <param name="before">[H], h'.</param>
    /// <param name="d">[H]; dh in, the part of dh' that does not come through the gates out.</param>
    /// <param name="units">H.</param>
    public static void Backward(float* u, float* n, float* before, float* d, int units)
    {
        for (int j = 0; j < units; j++)
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
    public static void BackwardResetBefore(float* r, float* before, float* dRead, float* d, int units)
    {
        for (int j = 0; j < units; j++)
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
    public static void BackwardResetAfter(float* r, float* dn, float* k, int units)
    {
        for (int j = 0; j < units; j++)
        {
            (float rj, float kj) = (r[j], k[j]);
            r[j] = dn[j] * kj * (rj * (1 - rj));
            k[j] = dn[j] * rj;
        }
    }
}
