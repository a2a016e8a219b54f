namespace EmbeddedSeq.Runtime.Search;

/// <summary>Where a keyword may have been said in a stream.</summary>
/// <param name="FirstStep">First step of its first letter.</param>
/// <param name="EndStep">Step behind its last letter.</param>
/// <param name="Score">Logarithm of the odds that it was said.</param>
internal readonly record struct KeywordMatch(long FirstStep, long EndStep, float Score);
