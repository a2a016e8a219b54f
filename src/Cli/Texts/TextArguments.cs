using System.CommandLine;
using System.Globalization;
using System.Text;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>The texts of a command: its arguments, or the lines of its input if there are none.</summary>
internal static class TextArguments
{
    public static Argument<string[]> Create() => new("text") { Description = "Texts, each in quotation marks; without any, each line of the standard input is one.", Arity = ArgumentArity.ZeroOrMore };

    public static Option<string?> ModelOption(string name) => new("--model", "-m") { Description = $"Model file; default: the shipped models/{name}/{name}.eseq.", HelpName = "PATH" };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON object a line." };

    /// <summary>The texts; lines of the input in which there is nothing to read are left out.</summary>
    /// <exception cref="CommandException">There is nothing to read in an argument.</exception>
    public static IEnumerable<string> Read(string[] arguments)
    {
        foreach (string argument in arguments)
        {
            if (!IsReadable(argument)) throw new CommandException($"expected a text with at least one word, found \"{argument}\"");
        }
        return arguments.Length > 0 ? arguments : Lines().Where(IsReadable);
    }

    /// <summary>Whether there is anything but spaces and characters that nobody sees.</summary>
    private static bool IsReadable(string text) => text.EnumerateRunes().Any(r => !Rune.IsWhiteSpace(r) && Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    private static IEnumerable<string> Lines()
    {
        while (Console.In.ReadLine() is { } line) yield return line;
    }
}
