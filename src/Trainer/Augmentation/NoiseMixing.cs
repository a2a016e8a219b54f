using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Mixes noise into a clip.</summary>
public sealed record NoiseMixing
{
    /// <summary>Part of the clips that it happens to.</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Mean power of the clip over mean power of the noise, dB.</summary>
    public Interval SignalToNoise { get; init; } = new(5, 30);

    /// <summary>Recordings of noise; without any, all noise is generated.</summary>
    public IReadOnlyList<CorpusSpec> Clips { get; init; } = [];

    /// <summary>Part of the noise that is generated (white or pink) although there are recordings.</summary>
    public double GeneratedShare { get; init; } = 0.3;

    internal string? FindProblem()
    {
        if (Clips is null || Clips.Contains(null!)) return "augmentation.noise.clips must not be null";
        return AugmentationSpec.CheckProbability("augmentation.noise.probability", Probability)
            ?? SignalToNoise.FindProblem("augmentation.noise.signal_to_noise", -40, 100)
            ?? AugmentationSpec.CheckProbability("augmentation.noise.generated_share", GeneratedShare)
            ?? Clips.Select((c, i) => c.FindProblem($"augmentation.noise.clips[{i}]")).FirstOrDefault(p => p is not null);
    }

    internal void Apply(Span<float> samples, int sampleRate, NoiseClips? clips, SeededRandom random)
    {
        if (!random.Chance(Probability)) return;
        double ratio = SignalToNoise.Draw(random);
        float[] noise = new float[samples.Length];
        if (clips is not null && !random.Chance(GeneratedShare)) clips.Fill(noise, sampleRate, random);
        else if (random.Chance(0.5)) GeneratedNoise.White(noise, random);
        else GeneratedNoise.Pink(noise, random);
        double signalPower = Level.Power(samples), noisePower = Level.Power(noise);
        // A ratio to silence means nothing: recordings of noise have silent stretches.
        if (noisePower > 0) Level.Add(samples, noise, (float)(Math.Sqrt(signalPower / noisePower) * Level.FromDecibels(-ratio)));
    }
}
