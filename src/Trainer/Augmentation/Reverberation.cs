using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Adds the echo of a room: diffuse, decaying exponentially, its high tones faster. The direct sound stays where it is.</summary>
public sealed record Reverberation
{
    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 0.3;

    /// <summary>Seconds in which the echo falls by 60 dB (RT60): 0.2 a furnished room, 0.8 a hall.</summary>
    public Interval DecaySeconds { get; init; } = new(0.1, 0.6);

    /// <summary>Power of the direct sound over power of the echo, dB: high close to the microphone.</summary>
    public Interval DirectToEcho { get; init; } = new(3, 20);

    internal string? FindProblem() =>
        AugmentationSpec.CheckProbability("augmentation.reverberation.probability", Probability)
        ?? DecaySeconds.FindProblem("augmentation.reverberation.decay_seconds", 0.01, 10)
        ?? DirectToEcho.FindProblem("augmentation.reverberation.direct_to_echo", -40, 100);

    internal void Apply(Span<float> samples, int sampleRate, SeededRandom random)
    {
        if (!random.Chance(Probability)) return;
        double decay = DecaySeconds.Draw(random), ratio = DirectToEcho.Draw(random);
        float[] echo = new EchoLines(decay, sampleRate, random).Run(samples);
        double direct = Level.Power(samples), reflected = Level.Power(echo);
        if (reflected > 0) Level.Add(samples, echo, (float)(Math.Sqrt(direct / reflected) * Level.FromDecibels(-ratio)));
    }
}
