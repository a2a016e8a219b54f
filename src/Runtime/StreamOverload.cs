namespace EmbeddedSeq.Runtime;

/// <summary>A stream's audio came faster than it was processed, and did not fit into its buffer any more.</summary>
/// <param name="Backlog">Audio that waits at the time of the report.</param>
/// <param name="RefusedSamples">Samples that Push could not take since the last report.</param>
public readonly record struct StreamOverload(TimeSpan Backlog, long RefusedSamples);
