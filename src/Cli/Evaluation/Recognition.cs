namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>What came of one utterance.</summary>
/// <param name="Reference">What was said, in the form that texts have in training.</param>
/// <param name="Hypothesis">What was recognised, in the same form.</param>
/// <param name="Audio">Length of the audio.</param>
internal readonly record struct Recognition(string Reference, string Hypothesis, TimeSpan Audio)
{
    /// <summary>Confidence of each recognised word.</summary>
    public IReadOnlyList<float> Confidences { get; init; } = [];

    /// <summary>Readings, the best first, if they were asked for.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>Whether it was not understood.</summary>
    public bool IsRejected { get; init; }

    /// <summary>Characters of partial texts that the next text took back.</summary>
    public int ChangedCharacters { get; init; }

    /// <summary>Those of them that had been committed: none, or the recogniser does not keep its promise.</summary>
    public int BrokenCharacters { get; init; }
}
