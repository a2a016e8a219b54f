using System.CommandLine;
using EmbeddedSeq.Cli.WordDiscrimination;

namespace EmbeddedSeq.Cli;

/// <summary>eseq search: where something was said, and how well it is found.</summary>
internal static class SearchCommand
{
    public static Command Create() => new("search", "Measures how well spoken words are found.")
    {
        new Command("eval", "Standard measures of spoken-term search.") { SameDifferentCommand.Create(), QueryByExampleCommand.Create() },
    };
}
