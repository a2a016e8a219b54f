using System.CommandLine;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>The texts of a command: its arguments, or the lines of its input if there are none.</summary>
internal static class TextArguments
{
    public static Argument<string[]> Create() => new("text") { Description = "Texts, each in quotation marks; without any, each line of the standard input is one.", Arity = ArgumentArity.ZeroOrMore };

    public static Option<string?> ModelOption(string name) => new("--model", "-m") { Description = $"Model file; default: the shipped models/{name}/{name}.eseq.", HelpName = "PATH" };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON object a line." };

    /// <summary>The texts that are not empty.</summary>
    public static IEnumerable<string> Read(string[] arguments)
    {
        if (arguments.Length > 0) return arguments.Where(a => !string.IsNullOrWhiteSpace(a));
        return Lines().Where(l => !string.IsNullOrWhiteSpace(l));
    }

    private static IEnumerable<string> Lines()
    {
        while (Console.In.ReadLine() is { } line) yield return line;
    }
}
