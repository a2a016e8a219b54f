namespace EmbeddedSeq.Runtime.Features;

/// <summary>
/// Moves the resonances of a voice as a shorter or longer vocal tract does: frequencies up to about the third resonance are multiplied
/// by <paramref name="Factor"/>, those above are squeezed or stretched so that half the sampling rate stays where it is.
/// </summary>
/// <param name="Factor">1.1 moves a voice's resonances 10 % up; 1 leaves them.</param>
/// <param name="Limit">The frequency that stays, Hz: half the sampling rate.</param>
/// <remarks>The piecewise linear warp of Jaitly and Hinton 2013 (VTLP).</remarks>
internal readonly record struct FrequencyWarp(double Factor, double Limit)
{
    // 4.8 kHz at 16 kHz, as in the paper.
    private const double SpokenShare = 0.6;

    /// <summary>The warp that undoes this one.</summary>
    public FrequencyWarp Inverse => this with { Factor = 1 / Factor };

    /// <summary>Where a frequency goes to, Hz.</summary>
    public double Run(double hertz)
    {
        if (Factor == 1) return hertz;
        double target = SpokenShare * Limit * Math.Min(Factor, 1), source = target / Factor;
        return hertz <= source ? hertz * Factor : Limit - (Limit - target) / (Limit - source) * (Limit - hertz);
    }
}
