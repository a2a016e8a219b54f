using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Puts quiet before and after a clip: words do not always begin with the recording.</summary>
public sealed record Padding
{
    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Quiet before, seconds.</summary>
    public Interval LeadingSeconds { get; init; } = new(0, 0.5);

    /// <summary>Quiet after, seconds.</summary>
    public Interval TrailingSeconds { get; init; } = new(0, 0.5);

    /// <summary>Level of the white noise that the quiet consists of, dB below full scale: never quite digital silence.</summary>
    public Interval LevelDecibels { get; init; } = new(-90, -60);

    internal string? FindProblem() =>
        AugmentationSpec.CheckProbability("augmentation.padding.probability", Probability)
        ?? LeadingSeconds.FindProblem("augmentation.padding.leading_seconds", 0, 60)
        ?? TrailingSeconds.FindProblem("augmentation.padding.trailing_seconds", 0, 60)
        ?? LevelDecibels.FindProblem("augmentation.padding.level_decibels", -200, 0);

    internal Quiet Draw(SeededRandom random, int sampleRate)
    {
        if (!random.Chance(Probability)) return default;
        int leading = (int)(LeadingSeconds.Draw(random) * sampleRate), trailing = (int)(TrailingSeconds.Draw(random) * sampleRate);
        return new Quiet(leading, trailing, Level.FromDecibels(LevelDecibels.Draw(random)), random);
    }

    /// <summary>The quiet around one clip, in samples; <c>Amplitude</c> is its root mean square.</summary>
    internal readonly record struct Quiet(int Leading, int Trailing, double Amplitude, SeededRandom Random)
    {
        public int OutputLength(int samples) => Leading + samples + Trailing;

        public float[] Apply(float[] samples)
        {
            if (Leading + Trailing == 0) return samples;
            float[] padded = new float[OutputLength(samples.Length)];
            GeneratedNoise.White(padded.AsSpan(0, Leading), Random);
            GeneratedNoise.White(padded.AsSpan(padded.Length - Trailing), Random);
            Level.Scale(padded, (float)(Amplitude / GeneratedNoise.WhiteAmplitude));
            samples.CopyTo(padded, Leading);
            return padded;
        }
    }
}
