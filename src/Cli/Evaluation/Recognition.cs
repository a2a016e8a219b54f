namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>What came of one utterance.</summary>
/// <param name="Reference">What was said, in the form that texts have in training.</param>
/// <param name="Hypothesis">What was recognised, in the same form.</param>
/// <param name="Audio">Length of the audio.</param>
internal readonly record struct Recognition(string Reference, string Hypothesis, TimeSpan Audio);
