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

    /// <summary>Tells people something beside the output: on the error stream, above a live view if there is one on the same terminal.</summary>
    public static void Tell(string message)
    {
        if (IsLive && IsErrorLive) AnsiConsole.WriteLine($"eseq: {message}");
        else Console.Error.WriteLine($"eseq: {message}");
    }

    private static bool IsTerminal(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
}
