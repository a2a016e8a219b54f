using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Makes a speaker's vocal tract shorter or longer, as from child to man, without a change of speed (Jaitly and Hinton 2013).</summary>
public sealed record VocalTract
{
    // Factors are n/50: tables for each are made once and kept.
    private const int Steps = 50;

    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>What the resonances are multiplied by; 1.1 is a voice with a tract 9 % shorter. Rounded to 0.02.</summary>
    public Interval Factor { get; init; } = new(0.9, 1.1);

    internal string? FindProblem() =>
        AugmentationSpec.CheckProbability("augmentation.vocal_tract.probability", Probability) ?? Factor.FindProblem("augmentation.vocal_tract.factor", 0.5, 2);

    /// <summary>The factor of one clip.</summary>
    internal double Draw(SeededRandom random) => random.Chance(Probability) ? Math.Round(Factor.Draw(random) * Steps) / Steps : 1;
}
