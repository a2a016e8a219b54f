namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>A command that cannot do what it was asked for, for a reason that no library knows of.</summary>
internal sealed class CommandException(string message) : Exception(message);
