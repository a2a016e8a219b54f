using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Brings a vector to length 1, so that a scalar product is a cosine.</summary>
internal static class UnitVector
{
    /// <summary>x ← x / |x|; a vector that is zero stays zero.</summary>
    /// <returns>|x| as it was.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Normalize(Span<float> x)
    {
        float norm = MathF.Sqrt(DotProduct.Run(x, x));
        if (norm > 0)
        {
            float scale = 1 / norm;
            for (int i = 0; i < x.Length; i++) x[i] *= scale;
        }
        return norm;
    }
}
