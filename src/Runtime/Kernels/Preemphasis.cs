using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>y[t] = x[t] − coefficient·x[t−1]; before the first sample there is silence. Remembers the last sample, so that cuts leave no trace.</summary>
internal struct Preemphasis(float coefficient)
{
    /// <summary>Larger magnitudes are no sound, and their power would leave the range of float32.</summary>
    public const float LargestSample = 1e9f;

    private float _last;

    /// <summary>Filters the next samples; what is not a number, infinite or beyond ±<see cref="LargestSample"/> is taken as 0.</summary>
    /// <param name="x">[N].</param>
    /// <param name="y">[N]; may be <paramref name="x"/> itself.</param>
    /// <returns>How many samples were taken as 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Run(ReadOnlySpan<float> x, Span<float> y)
    {
        int invalid = 0;
        float last = _last;
        y = y[..x.Length];
        for (int t = 0; t < x.Length; t++)
        {
            float now = x[t];
            if (!(MathF.Abs(now) <= LargestSample))
            {
                now = 0;
                invalid++;
            }
            y[t] = now - coefficient * last;
            last = now;
        }
        _last = last;
        return invalid;
    }
}
