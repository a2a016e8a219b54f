using System.Text.RegularExpressions;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>docs/cli.md is the help of all commands. After a change: ESEQ_WRITE_DOCS=1 dotnet test tests/Cli --filter CliDocs.</summary>
public sealed partial class CliDocs
{
    [Fact]
    public async Task The_page_of_commands_is_the_help_of_the_program()
    {
        string path = Repository.File("docs/cli.md"), expected = await Page();
        if (Environment.GetEnvironmentVariable("ESEQ_WRITE_DOCS") == "1") await File.WriteAllTextAsync(path, expected);
        Assert.Equal(expected, await File.ReadAllTextAsync(path));
    }

    private static async Task<string> Page()
    {
        var page = new List<string>
        {
            "# All commands and options",
            "",
            "What `eseq --help` and `eseq COMMAND --help` print; a test holds this page to it and writes it anew:",
            "`ESEQ_WRITE_DOCS=1 dotnet test tests/Cli --filter CliDocs`.",
            "",
        };
        await Add(page, []);
        return string.Join('\n', page);
    }

    // A command and, below it, its subcommands.
    private static async Task Add(List<string> page, string[] command)
    {
        Outcome help = await Eseq.Run([.. command, "--help"]);
        Assert.Equal(0, help.ExitCode);
        page.AddRange([$"## {string.Join(' ', ["eseq", .. command])}", "", "```", help.Output.Trim(), "```", ""]);
        IEnumerable<string> section = help.Output.Split('\n').SkipWhile(l => l != "Commands:").Skip(1).TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal));
        foreach (string name in section.Select(l => Name().Match(l).Groups[1].Value).Where(n => n.Length > 0)) await Add(page, [.. command, name]);
    }

    [GeneratedRegex(@"^  ([a-z][a-z-]*)")]
    private static partial Regex Name();
}
