namespace EmbeddedSeq.Runtime.Network;

/// <summary>Name and length of one part of what a layer remembers from step to step.</summary>
internal sealed record StateSpec(string Name, int Length);
