using Spectre.Console;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Whether there is somebody to show a live view to.</summary>
internal static class Terminal
{
    /// <summary>Whether what is written to the output can be rewritten in place; false where it goes into a file or a pipe.</summary>
    public static bool IsLive => IsTerminal(AnsiConsole.Console);

    /// <summary>The error stream as a console, for progress beside an output that may be piped.</summary>
    public static IAnsiConsole Error { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Whether progress on the error stream can be rewritten in place.</summary>
    public static bool IsErrorLive => IsTerminal(Error);

    private static bool IsTerminal(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
}
