namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>A piece of a <see cref="SideProduct"/>: z [12, 32] = from + Σ_k v[k] w[k] over some k.</summary>
/// <param name="w">[count][64], of which the first 32 columns.</param>
/// <param name="v">[count][12].</param>
/// <param name="count">Number of k.</param>
/// <param name="from">[12, 32], rows <paramref name="fromStride"/> apart; may be z.</param>
/// <param name="fromStride">Distance of two rows of from; 0 if all begin with the same.</param>
/// <param name="z">[12, 32].</param>
/// <param name="stride">Distance of two rows of z.</param>
internal readonly unsafe struct SidePiece(float* w, float* v, int count, float* from, nint fromStride, float* z, nint stride)
{
    public readonly float* W = w, V = v, From = from, Z = z;
    public readonly int Count = count;
    public readonly nint FromStride = fromStride, Stride = stride;
}
