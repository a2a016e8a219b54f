namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>How training audio is varied, so that a network meets more rooms, microphones and voices than the corpora hold. What is null is off.</summary>
public sealed record AugmentationSpec
{
    /// <summary>Faster and slower, higher and lower.</summary>
    public SpeedPerturbation? Speed { get; init; }

    /// <summary>Children and men.</summary>
    public VocalTract? VocalTract { get; init; }

    /// <summary>Silence before and after.</summary>
    public Padding? Padding { get; init; }

    /// <summary>Rooms.</summary>
    public Reverberation? Reverberation { get; init; }

    /// <summary>Background noise.</summary>
    public NoiseMixing? Noise { get; init; }

    /// <summary>Telephones and poor microphones.</summary>
    public BandLimit? BandLimit { get; init; }

    /// <summary>Louder and quieter.</summary>
    public GainChange? Gain { get; init; }

    /// <summary>Holes in the features.</summary>
    public FrameMasking? Masking { get; init; }

    /// <summary>The first thing wrong with these settings, or null.</summary>
    internal string? FindProblem() =>
        Speed?.FindProblem() ?? VocalTract?.FindProblem() ?? Padding?.FindProblem() ?? Reverberation?.FindProblem() ?? Noise?.FindProblem()
        ?? BandLimit?.FindProblem() ?? Gain?.FindProblem() ?? Masking?.FindProblem();

    internal static string? CheckProbability(string name, double value) =>
        value is >= 0 and <= 1 ? null : $"{name} must be 0 to 1, found {value}";
}
