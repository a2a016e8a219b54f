using System.CommandLine;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>eseq search eval kws: how well words are found by their spelling.</summary>
internal static class KeywordEvalCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        Option<int> letters = new Option<int>("--letters") { Description = "Terms are the words of at least so many letters", DefaultValueFactory = _ => 5, HelpName = "N" }.Between(1, 100);
        Option<int> least = new Option<int>("--least") { Description = "that are said at least", DefaultValueFactory = _ => 2, HelpName = "N" }.Between(1, int.MaxValue);
        Option<int> most = new Option<int>("--most") { Description = "and at most so many times.", DefaultValueFactory = _ => 20, HelpName = "N" }.Between(1, int.MaxValue);
        var terms = new Option<string?>("--terms") { Description = "Search for these terms instead, one a line; those that are never said do not count.", HelpName = "FILE" };
        var fit = new Option<bool>("--fit") { Description = "Also fit the weights of the confidence, for the constants of KeywordConfidence." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new CliCommand(
            "kws",
            "Keyword search by text: term-weighted value (NIST STD 2006, beta 999.9), misses at false alarms per hour.",
            "eseq search eval kws --manifest librispeech-test-clean.jsonl --json",
            "eseq search eval kws --manifest meetings.jsonl --index meetings.index --terms names.txt") { letters, least, most, terms, fit, json };
        IndexedManifest recordings = new IndexedManifest().AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            EvaluationSet set = recordings.Load(result);
            TermList list = result.GetValue(terms) is { } file
                ? TermList.FromFile(file, set.Utterances)
                : TermList.Frequent(set.Utterances, result.GetValue(letters), result.GetValue(least), result.GetValue(most));
            using var temporary = new TemporaryIndex();
            SpeechIndex index = recordings.Open(result, set, embedderPath: null, temporary, cancellation);
            TermEvaluation evaluation = TermEvaluation.Run(index, list, recordings.Jobs(result), cancellation);
            if (result.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(evaluation.ToObject(set.Manifest, set.Split), Json));
            else evaluation.WriteTo(Console.Out);
            if (result.GetValue(fit)) Console.WriteLine($"bias, cost of a letter, letters, log of steps of a letter: {string.Join(", ", evaluation.Fit().Select(w => w.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)))}");
            return ExitCode.Success;
        });
        return command;
    }
}
