namespace EmbeddedSeq.Cli.Texts;

/// <summary>What should have come out of a text and what did, in both forms of the output.</summary>
/// <param name="Line">For people.</param>
/// <param name="Json">For programs: an object for <see cref="JsonLine"/>.</param>
internal readonly record struct ScoredText(string Line, object Json);
