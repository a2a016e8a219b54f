using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Plays a clip faster or slower, which moves the pitch along as if another person spoke (Ko et al. 2015).</summary>
public sealed record SpeedPerturbation
{
    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Speed; 1.1 makes the clip 10 % shorter. Rounded to 0.005.</summary>
    public Interval Factor { get; init; } = new(0.85, 1.15);

    internal string? FindProblem() =>
        AugmentationSpec.CheckProbability("augmentation.speed.probability", Probability) ?? Factor.FindProblem("augmentation.speed.factor", 0.5, 2);

    /// <summary>The speed of one clip, in parts of 200.</summary>
    internal int Draw(SeededRandom random) => random.Chance(Probability) ? (int)Math.Round(Factor.Draw(random) * SpeedChange.Phases) : SpeedChange.Phases;
}
