namespace EmbeddedSeq.Cli.Transcription;

/// <summary>What a subtitle shows, from when to when.</summary>
/// <param name="Start">First word's start.</param>
/// <param name="End">Last word's end, or later so that it can be read.</param>
/// <param name="Text">One line or two.</param>
internal readonly record struct Cue(TimeSpan Start, TimeSpan End, string Text);
