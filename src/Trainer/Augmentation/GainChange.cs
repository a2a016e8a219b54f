using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Makes a clip louder or quieter.</summary>
public sealed record GainChange
{
    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Change of the level, dB.</summary>
    public Interval Decibels { get; init; } = new(-12, 6);

    internal string? FindProblem() =>
        AugmentationSpec.CheckProbability("augmentation.gain.probability", Probability) ?? Decibels.FindProblem("augmentation.gain.decibels", -80, 40);

    internal void Apply(Span<float> samples, SeededRandom random)
    {
        if (random.Chance(Probability)) Level.Scale(samples, (float)Level.FromDecibels(Decibels.Draw(random)));
    }
}
