using System.Numerics;
using System.Text.Json.Serialization;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>How samples become the network's input: log-mel frames, normalised, stacked. All lengths are in samples.</summary>
/// <remarks>
/// Frame i covers the samples [i·HopLength, i·HopLength + WindowLength). Network step j sees the frames
/// [j·Skip, j·Skip + Stack) side by side, the oldest first: a vector of Stack·Bands numbers.
/// </remarks>
public sealed record FeatureSpec
{
    /// <summary>Samples per second that the model was trained on.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Length of a Hann window: 25 ms.</summary>
    public int WindowLength { get; init; } = 400;

    /// <summary>Distance of two windows: 10 ms.</summary>
    public int HopLength { get; init; } = 160;

    /// <summary>Length of the Fourier transform, a power of two and at least the window; the window is padded with zeros.</summary>
    public int FftLength { get; init; } = 512;

    /// <summary>Number of triangular mel bands.</summary>
    public int Bands { get; init; } = 64;

    /// <summary>Lower edge of the lowest band, Hz.</summary>
    public float LowHz { get; init; } = 20;

    /// <summary>Upper edge of the highest band, Hz; at most half the sample rate.</summary>
    public float HighHz { get; init; } = 7600;

    /// <summary>y[t] = x[t] − Preemphasis·x[t−1] before windowing; 0 switches it off.</summary>
    public float Preemphasis { get; init; } = 0.97f;

    /// <summary>A band's value is ln(power + LogFloor) for samples in [−1, 1]; keeps digital silence finite.</summary>
    public float LogFloor { get; init; } = 1e-6f;

    /// <summary>Frames side by side in one network step.</summary>
    public int Stack { get; init; } = 3;

    /// <summary>Frames from one network step to the next.</summary>
    public int Skip { get; init; } = 3;

    /// <summary>Zero samples that follow the end of an utterance, so that a causal network can finish its last word: 300 ms.</summary>
    public int TailLength { get; init; } = 4800;

    /// <summary>Length of one network input: Stack·Bands.</summary>
    [JsonIgnore]
    public int StepSize => Stack * Bands;

    /// <summary>Time from one network step to the next.</summary>
    [JsonIgnore]
    public TimeSpan StepDuration => TimeSpan.FromSeconds((double)Skip * HopLength / SampleRate);

    /// <summary>The first thing wrong with these settings, or null.</summary>
    internal string? FindProblem()
    {
        if (SampleRate is < 4000 or > 384000) return $"features.sample_rate must be 4000 to 384000, found {SampleRate}";
        if (WindowLength is < 2 or > 65536) return $"features.window_length must be 2 to 65536 samples, found {WindowLength}";
        if (HopLength < 1 || HopLength > WindowLength) return $"features.hop_length must be 1 to window_length {WindowLength}, found {HopLength}";
        if (FftLength > 65536 || FftLength < WindowLength || !BitOperations.IsPow2(FftLength)) return $"features.fft_length must be a power of two from window_length {WindowLength} to 65536, found {FftLength}";
        if (Bands is < 1 or > 1024) return $"features.bands must be 1 to 1024, found {Bands}";
        if (!(LowHz >= 0 && HighHz > LowHz && HighHz <= SampleRate / 2f)) return $"features must have 0 <= low_hz < high_hz <= {SampleRate / 2f}, found {LowHz} and {HighHz}";
        if (!(Preemphasis is >= 0 and < 1)) return $"features.preemphasis must be 0 to below 1, found {Preemphasis}";
        if (!(LogFloor is > 0 and <= 1)) return $"features.log_floor must be above 0 and at most 1, found {LogFloor}";
        if (Stack is < 1 or > 64) return $"features.stack must be 1 to 64 frames, found {Stack}";
        if (Skip is < 1 or > 64) return $"features.skip must be 1 to 64 frames, found {Skip}";
        if (TailLength is < 0 or > 10_000_000) return $"features.tail_length must be 0 to 10000000 samples, found {TailLength}";
        return null;
    }
}
