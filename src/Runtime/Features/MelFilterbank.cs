using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>
/// Triangles of height 1 on the mel axis, each reaching from its left to its right neighbour's peak. Only the bins under a
/// triangle are kept. A triangle so narrow that no bin lies under it takes the power at its peak, interpolated between two bins.
/// </summary>
/// <remarks>mel = 2595·log10(1 + f/700) (O'Shaughnessy 1987, as in HTK).</remarks>
internal sealed class MelFilterbank
{
    private readonly (int Bin, int At, int Length)[] _bands;
    private readonly float[] _weights;

    /// <summary>Makes the triangles.</summary>
    /// <param name="spec">Bands and their edges.</param>
    /// <param name="warp">Where the frequencies of a sound are moved to before they meet the triangles.</param>
    public MelFilterbank(FeatureSpec spec, FrequencyWarp warp)
    {
        _bands = new (int, int, int)[spec.Bands];
        var weights = new List<float>();
        double low = Mel(spec.LowHz), distance = (Mel(spec.HighHz) - low) / (spec.Bands + 1);
        double binHz = (double)spec.SampleRate / spec.FftLength;
        for (int band = 0; band < spec.Bands; band++)
        {
            double peak = low + (band + 1) * distance;
            int first = (int)Math.Floor(Source(peak - distance) / binHz) + 1, last = (int)Math.Ceiling(Source(peak + distance) / binHz) - 1;
            last = Math.Min(last, spec.FftLength / 2);
            float[] triangle = [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(bin => (float)(1 - Math.Abs(Mel(warp.Run(bin * binHz)) - peak) / distance))];
            if (!triangle.Any(w => w > 0))
            {
                double bin = Math.Min(Source(peak) / binHz, spec.FftLength / 2 - 1e-3);
                first = (int)bin;
                triangle = [(float)(1 - (bin - first)), (float)(bin - first)];
            }
            _bands[band] = (first, weights.Count, triangle.Length);
            weights.AddRange(triangle.Select(w => MathF.Max(0, w)));
        }
        _weights = [.. weights];

        double Source(double mel) => warp.Inverse.Run(Hertz(mel));
    }

    /// <summary>The weighted sum of each band.</summary>
    /// <param name="power">[FftLength/2 + 1].</param>
    /// <param name="bands">[Bands].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> power, Span<float> bands)
    {
        for (int b = 0; b < _bands.Length; b++)
        {
            (int bin, int at, int length) = _bands[b];
            bands[b] = DotProduct.Run(_weights.AsSpan(at, length), power.Slice(bin, length));
        }
    }

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
