namespace EmbeddedSeq.Cli.Texts;

/// <summary>One figure of an evaluation.</summary>
/// <param name="Name">For example "slot F1".</param>
/// <param name="Value">The number.</param>
internal readonly record struct TextFigure(string Name, double Value);
