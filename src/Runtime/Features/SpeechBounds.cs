namespace EmbeddedSeq.Runtime.Features;

/// <summary>Finds the one stretch of speech in a short recording of a word or phrase, by its level: what a query or an enrolled keyword is cut to.</summary>
/// <remarks>
/// Levels are mean log-mel powers of 10 ms. Speech is what lies above the quiet (the tenth percentile) by a share of the distance
/// to the loud; stretches that are a syllable's pause apart are one, and the strongest is it.
/// </remarks>
public sealed class SpeechBounds
{
    private const int Margin = 6, LongestPause = 30; // Frames of 10 ms.
    private const float Threshold = 0.35f;

    private readonly LogMel _logMel;

    /// <param name="sampleRate">Samples per second, at least 8000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lower rate.</exception>
    public SpeechBounds(int sampleRate = 16000)
    {
        _logMel = LogMel.ForFrames(sampleRate, bands: 20, lowHz: 100, highHz: 4000);
    }

    /// <summary>The stretch of speech, 60 ms around it included; all of a recording shorter than 100 ms or without change of level.</summary>
    /// <param name="samples">One channel.</param>
    public (int Start, int Length) Find(ReadOnlySpan<float> samples)
    {
        float[] levels = Levels(samples);
        if (levels.Length < 8) return (0, samples.Length);
        float[] sorted = [.. levels.Order()];
        float quiet = sorted[levels.Length / 10], loud = sorted[levels.Length - 1 - levels.Length / 20];
        float threshold = quiet + Threshold * (loud - quiet);
        (int first, int end) = Strongest(levels, threshold);
        if (first >= end) return (0, samples.Length);
        int hop = _logMel.Spec.HopLength;
        int start = Math.Max(0, (first - Margin) * hop), stop = Math.Min(samples.Length, (end + Margin) * hop + _logMel.Spec.WindowLength - hop);
        return (start, stop - start);
    }

    private float[] Levels(ReadOnlySpan<float> samples)
    {
        float[] bands = FeatureExtractor.Frames(_logMel, samples);
        float[] levels = new float[bands.Length / _logMel.Spec.Bands];
        for (int t = 0; t < levels.Length; t++)
        {
            foreach (float band in bands.AsSpan(t * _logMel.Spec.Bands, _logMel.Spec.Bands)) levels[t] += band / _logMel.Spec.Bands;
        }
        return levels;
    }

    private static (int First, int End) Strongest(float[] levels, float threshold)
    {
        (int First, int End) best = (0, 0);
        float most = 0, strength = 0;
        int first = -1, last = -1;
        for (int t = 0; t < levels.Length; t++)
        {
            if (levels[t] <= threshold) continue;
            if (first < 0 || t - last > LongestPause) (first, strength) = (t, 0);
            last = t;
            strength += levels[t] - threshold;
            if (strength > most) (most, best) = (strength, (first, t + 1));
        }
        return best;
    }
}
