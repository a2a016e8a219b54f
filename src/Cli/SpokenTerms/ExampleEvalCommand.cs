using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>eseq search eval example: how well words are found by an example of them.</summary>
internal static class ExampleEvalCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var words = new Option<string>("--words") { Description = "When each word is said in them (CSV): eseq embed words.", Required = true, HelpName = "FILE" };
        Option<string?> embedder = Shipped.EmbedderOption();
        Option<int> letters = new Option<int>("--letters") { Description = "Examples are words of at least so many letters", DefaultValueFactory = _ => 5, HelpName = "N" }.Between(1, 100);
        Option<int> count = new Option<int>("--examples") { Description = "and at most so many of them, evenly from the list.", DefaultValueFactory = _ => 200, HelpName = "N" }.Between(1, int.MaxValue);
        var fit = new Option<bool>("--fit") { Description = "Also fit what spelling, likeness and distance are worth, for the constants of ExampleEvidence." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new CliCommand(
            "example",
            "Search by example in recordings: words cut out of them look for the other places where they are said.",
            "eseq search eval example --manifest librispeech-dev-clean.jsonl --split dev --words words/librispeech-dev-clean.csv --fit") { words, embedder, letters, count, fit, json };
        IndexedManifest recordings = new IndexedManifest().AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            EvaluationSet set = recordings.Load(result);
            var utterances = set.Utterances.ToDictionary(u => u.Id);
            Utterance[] examples = [.. WordList.Read(result.GetRequiredValue(words), utterances.GetValueOrDefault).Where(w => w.Text.Count(char.IsLetter) >= result.GetValue(letters))];
            using var temporary = new TemporaryIndex();
            string? chosen = result.GetValue(embedder);
            SpeechIndex index = recordings.Open(result, set, chosen == "none" ? null : Shipped.EmbeddingModel(chosen), temporary, cancellation);
            SpeechModel speech = SpeechModel.Load(recordings.Model(result));
            EmbeddingModel? embedding = SearchCommand.Embedder(index, chosen);
            var evaluation = new ExampleEvaluation(set.Utterances);
            for (int i = 0; i < examples.Length && evaluation.Queries < result.GetValue(count); i += Math.Max(1, examples.Length / (2 * result.GetValue(count))))
            {
                cancellation.ThrowIfCancellationRequested();
                evaluation.Search(index, speech, embedding, examples[i]);
            }
            if (evaluation.Queries == 0) throw new CommandException("no word to search for: none of them is said twice");
            Console.WriteLine(result.GetValue(json)
                ? JsonSerializer.Serialize(new { Examples = evaluation.Queries, Map = Math.Round(evaluation.MeanAveragePrecision, 4), FirstRight = Math.Round(evaluation.FirstRight, 4) }, Json)
                : string.Create(CultureInfo.InvariantCulture, $"{evaluation.Queries} examples: MAP {evaluation.MeanAveragePrecision:F4}, first hit right {100 * evaluation.FirstRight:F1} %"));
            if (result.GetValue(fit)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bias, spelling, likeness, distance: {string.Join(", ", evaluation.Fit().Select(w => w.ToString("F3", CultureInfo.InvariantCulture)))}"));
            return ExitCode.Success;
        });
        return command;
    }
}
