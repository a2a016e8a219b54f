namespace EmbeddedSeq.Runtime.Search;

/// <summary>A place where a query was found.</summary>
public sealed record SearchHit
{
    /// <param name="segment">The segment that has the stretch.</param>
    /// <param name="stretch">The stretch of a recording.</param>
    /// <param name="firstStep">First step in the segment.</param>
    /// <param name="endStep">The step behind the last.</param>
    internal SearchHit(IndexSegment segment, IndexedStretch stretch, int firstStep, int endStep)
    {
        (Segment, Stretch, FirstStep, EndStep) = (segment, stretch, firstStep, endStep);
        double stepSeconds = segment.Description.StepSeconds;
        Start = TimeSpan.FromSeconds(stretch.TimeOf(firstStep, stepSeconds));
        End = TimeSpan.FromSeconds(stretch.TimeOf(endStep, stepSeconds));
    }

    /// <summary>The stretch of a recording.</summary>
    public IndexedStretch Stretch { get; }

    /// <summary>Begin, from the start of the file.</summary>
    public TimeSpan Start { get; }

    /// <summary>End, from the start of the file.</summary>
    public TimeSpan End { get; }

    /// <summary>0 for a perfect fit of the spelling, negative otherwise: natural logarithms a letter.</summary>
    public double Score { get; init; }

    /// <summary>Estimated probability that it is right, 0 to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>What speaks for it, if an example was searched for.</summary>
    public ExampleEvidence? Evidence { get; init; }

    internal IndexSegment Segment { get; }

    internal int FirstStep { get; }

    internal int EndStep { get; }
}
