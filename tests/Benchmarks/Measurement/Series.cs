namespace EmbeddedSeq.Benchmarks.Measurement;

/// <summary>What one contender took, round by round, in microseconds.</summary>
/// <param name="name">The contender.</param>
internal sealed class Series(string name)
{
    public string Name { get; } = name;

    /// <summary>One number for each round.</summary>
    public List<double> Rounds { get; } = [];

    public Samples Times => new(Rounds);

    /// <summary>How many times faster than another series, round by round: both were measured next to each other, so the machine's moods cancel out.</summary>
    public Samples SpeedAgainst(Series other) => new(Rounds.Zip(other.Rounds, (mine, theirs) => theirs / mine));
}
