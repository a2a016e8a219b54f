namespace EmbeddedSeq.Runtime.Search;

/// <summary>A match of a spelling whose sound has still to be compared.</summary>
/// <param name="Detector">Whose match it is.</param>
/// <param name="Match">The match.</param>
/// <param name="Start">Its first sample in the stream.</param>
/// <param name="End">The sample behind its last.</param>
internal readonly record struct KeywordProposal(KeywordDetector Detector, KeywordMatch Match, long Start, long End)
{
    /// <summary>What was matched.</summary>
    public Keyword Keyword => Detector.Keyword;
}
