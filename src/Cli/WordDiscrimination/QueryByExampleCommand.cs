using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>eseq search eval qbe: query by example.</summary>
internal static class QueryByExampleCommand
{
    public static Command Create()
    {
        var manifests = new Option<string[]>("--manifest") { Description = "Manifests of recordings of one word or phrase each; all are searched together.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line instead of a table." };
        var methods = new MethodOptions();
        var command = new CliCommand(
            "qbe",
            "Takes every recording as a query, looks for the same word among those of other speakers, and prints mean average precision, precision of the first 10, equal error rate and the time of one comparison.",
            "eseq search eval qbe --manifest speech-commands.jsonl fsdd.jsonl --split test",
            "eseq search eval qbe --manifest wake-words.jsonl --method dtw --json") { manifests, json };
        ManifestOptions recordings = new ManifestOptions().AddTo(command);
        methods.AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            WordToken[] tokens = WordTokens.FromManifests(result.GetRequiredValue(manifests).Select(m => recordings.Load(result, m))).RequirePairs(string.Join(", ", result.GetRequiredValue(manifests)));
            var rows = new List<QueryByExample>();
            foreach ((string method, DistanceMatrix distances) in methods.Compare(result, tokens, cancellation)) rows.Add(QueryByExample.Measure(method, tokens, distances));
            MeasureTable.Write(Console.Out, rows, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }
}
