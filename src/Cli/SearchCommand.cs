using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.SpokenTerms;
using EmbeddedSeq.Cli.WordDiscrimination;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli;

/// <summary>eseq search: where was it said?</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var index = new Argument<string?>("index") { Description = "Folder of the index; see eseq index.", Arity = ArgumentArity.ZeroOrOne };
        var text = new Option<string?>("--text", "-t") { Description = "Word or phrase, by its spelling; also names that no lexicon has.", HelpName = "TEXT" };
        Option<int> top = new Option<int>("--top", "-n") { Description = "How many places are shown at most.", DefaultValueFactory = _ => 10, HelpName = "N" }.Between(1, 100_000);
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new CliCommand(
            "search",
            "Finds the places in indexed recordings where something was said.",
            "eseq search speech.index --text \"white house\"",
            "eseq search speech.index --text hello --top 50 --json") { index, text, top, json };
        command.Subcommands.Add(new CliCommand(
            "eval",
            "Standard measures of spoken-term search.",
            "eseq search eval kws --manifest librispeech-test-clean.jsonl",
            "eseq search eval samediff --csv librispeech-samediff.csv --audio speech") { KeywordEvalCommand.Create(), SameDifferentCommand.Create(), QueryByExampleCommand.Create() });
        command.Validators.Add(result =>
        {
            if (result.GetValue(index) is null) result.AddError("Name the folder of an index.");
            if (result.GetValue(text) is null) result.AddError("Say what to search for: --text.");
        });
        command.OnRun((result, cancellation) =>
        {
            SpeechIndex opened = SpeechIndex.Open(result.GetValue(index)!);
            IndexCommand.WriteWarnings(opened);
            IReadOnlyList<SearchHit> hits = KeywordSearch.Find(opened, Query(result.GetValue(text)!, opened), result.GetValue(top), cancellation);
            if (result.GetValue(json)) HitReport.WriteJson(Console.Out, hits);
            else HitReport.WriteTable(Console.Out, hits);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Spells a text for an index.</summary>
    /// <exception cref="CommandException">The model cannot write it.</exception>
    internal static KeywordQuery Query(string text, SpeechIndex index)
    {
        try
        {
            return KeywordQuery.FromText(text, index.Description);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
