using System.CommandLine;
using System.Globalization;
using System.Text;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>The texts of a command: its arguments, or the lines of its input if there are none.</summary>
internal static class TextArguments
{
    public static TextArgument Create() => new("Texts, each in quotation marks; behind -- one may begin with a dash. Without any, each line of the standard input is one; blank ones are skipped.");

    public static Option<string?> ModelOption(string name) => new("--model", "-m") { Description = $"Model file; default: the shipped models/{name}/{name}.eseq.", HelpName = "PATH" };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON object a line." };

    /// <summary>The texts; lines of the input in which there is nothing to read are left out.</summary>
    /// <exception cref="CommandException">There is nothing to read in an argument.</exception>
    public static IEnumerable<string> Read(string[] arguments)
    {
        Check(arguments);
        return arguments.Length > 0 ? arguments : Lines().Where(IsReadable);
    }

    /// <summary>Refuses texts in which there is nothing to read, before any of them is answered.</summary>
    /// <exception cref="CommandException">There is one; the message has its number.</exception>
    public static void Check(string[] arguments)
    {
        int bad = Array.FindIndex(arguments, a => !IsReadable(a));
        if (bad >= 0) throw new CommandException($"text {bad + 1}: expected at least one word, found \"{arguments[bad]}\"");
    }

    /// <summary>Whether there is anything but spaces and characters that nobody sees.</summary>
    private static bool IsReadable(string text) => text.EnumerateRunes().Any(r => !Rune.IsWhiteSpace(r) && Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    private static IEnumerable<string> Lines()
    {
        while (Console.In.ReadLine() is { } line) yield return line;
    }
}
