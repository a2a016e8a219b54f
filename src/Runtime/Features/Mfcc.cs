namespace EmbeddedSeq.Runtime.Features;

/// <summary>
/// Mel-frequency cepstral coefficients with their first and second derivatives: the features of template matching, 39 numbers
/// every 10 ms. For whole segments; the networks hear log-mel bands instead. Immutable, shared by any number of threads.
/// </summary>
/// <remarks>Davis and Mermelstein 1980 with the deltas of HTK: an orthonormal DCT-II of 40 log-mel bands, the coefficients 0 to 12.</remarks>
public sealed class Mfcc
{
    /// <summary>Coefficients of a frame without their derivatives.</summary>
    public const int Coefficients = 13;

    /// <summary>Numbers in a frame.</summary>
    public const int Size = 3 * Coefficients;

    private const int Bands = 40, DeltaReach = 2;

    private readonly LogMel _logMel;
    private readonly float[] _cosines = new float[Coefficients * Bands];

    /// <param name="sampleRate">Samples per second of what will be heard, at least 8000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lower rate.</exception>
    public Mfcc(int sampleRate = 16000)
    {
        _logMel = LogMel.ForFrames(sampleRate, Bands, lowHz: 20, highHz: 7600);
        for (int k = 0; k < Coefficients; k++)
        {
            for (int b = 0; b < Bands; b++) _cosines[k * Bands + b] = (float)(Math.Sqrt((k == 0 ? 1.0 : 2.0) / Bands) * Math.Cos(Math.PI * k * (b + 0.5) / Bands));
        }
    }

    /// <summary>The frames of a segment, not normalised.</summary>
    /// <param name="samples">One channel; shorter than a window of 25 ms counts as one window, the rest silence.</param>
    /// <returns>[T, Size]: coefficients, their differences, the differences of these.</returns>
    public float[] Extract(ReadOnlySpan<float> samples)
    {
        if (samples.Length < _logMel.Spec.WindowLength)
        {
            float[] padded = new float[_logMel.Spec.WindowLength];
            samples.CopyTo(padded);
            samples = padded;
        }
        float[] bands = FeatureExtractor.Frames(_logMel, samples);
        int count = bands.Length / Bands;
        float[] frames = new float[count * Size];
        for (int t = 0; t < count; t++)
        {
            for (int k = 0; k < Coefficients; k++)
                frames[t * Size + k] = Kernels.DotProduct.Run(_cosines.AsSpan(k * Bands, Bands), bands.AsSpan(t * Bands, Bands));
        }
        AddDeltas(frames, 0);
        AddDeltas(frames, Coefficients);
        return frames;
    }

    /// <summary>Brings every number of the frames to mean 0 and variance 1 over all the sequences together, in place. What does not vary becomes 0.</summary>
    /// <param name="sequences">[T, Size] each: those of one speaker or one recording.</param>
    public static void Normalize(IReadOnlyCollection<float[]> sequences)
    {
        long count = sequences.Sum(s => (long)s.Length / Size);
        if (count == 0) return;
        for (int d = 0; d < Size; d++)
        {
            double sum = 0, squares = 0;
            foreach (float[] frames in sequences)
            {
                for (int i = d; i < frames.Length; i += Size)
                {
                    sum += frames[i];
                    squares += (double)frames[i] * frames[i];
                }
            }
            double mean = sum / count, deviation = Math.Sqrt(Math.Max(0, squares / count - mean * mean));
            foreach (float[] frames in sequences)
            {
                for (int i = d; i < frames.Length; i += Size) frames[i] = deviation > 1e-6 ? (float)((frames[i] - mean) / deviation) : 0;
            }
        }
    }

    // d_t = Σ_n n (x_(t+n) − x_(t−n)) / 2 Σ_n n² with n = 1, 2; the first and the last frame stand for what lies beyond them.
    private static void AddDeltas(float[] frames, int source)
    {
        int count = frames.Length / Size;
        for (int t = 0; t < count; t++)
        {
            for (int k = 0; k < Coefficients; k++)
            {
                float sum = 0, weight = 0;
                for (int n = 1; n <= DeltaReach; n++)
                {
                    sum += n * (frames[Math.Min(t + n, count - 1) * Size + source + k] - frames[Math.Max(t - n, 0) * Size + source + k]);
                    weight += 2 * n * n;
                }
                frames[t * Size + source + Coefficients + k] = sum / weight;
            }
        }
    }
}
