using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>eseq spot eval: misses of enrolled keywords at a rate of false alarms.</summary>
internal static class SpotEvalCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var positives = new Option<string>("--positives") { Description = "Manifest of recordings of keywords, the keyword as their text. The first of each are enrolled, the others have to be spotted.", Required = true, HelpName = "FILE" };
        var negatives = new Option<string[]>("--negatives") { Description = "Manifests of other speech. Where a text has a keyword, it is not counted for it.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        Option<int> enroll = new Option<int>("--enroll") { Description = "Recordings of each keyword that are enrolled; 0 takes the text instead.", DefaultValueFactory = _ => 5, HelpName = "N" }.Between(0, 100);
        var text = new Option<bool>("--text") { Description = "Enroll the text too." };
        Option<double> rate = new Option<double>("--rate") { Description = "False alarms an hour and keyword.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(0.0, 1000);
        Option<string?> model = Shipped.ModelOption(), embedder = Shipped.EmbedderOption();
        var fit = new Option<bool>("--fit") { Description = "Also fit what a spelling's score, the likeness of sounds and a word's length are worth, for the constants of VoiceConfidence." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new CliCommand(
            "eval",
            "Measures live spotting: how often an enrolled keyword is missed at so many false alarms an hour.",
            "eseq spot eval --positives wake-words.jsonl --negatives librispeech-test-clean.jsonl --enroll 5 --json",
            "eseq spot eval --positives speech-commands.jsonl --negatives librispeech-dev-clean.jsonl librispeech-train-clean-5.jsonl --split dev --fit") { positives, negatives, enroll, text, rate, model, embedder, fit, json };
        ManifestOptions recordings = new ManifestOptions().AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            int count = result.GetValue(enroll);
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            EmbeddingModel? words = count == 0 ? null : Shipped.Embedder(result.GetValue(embedder));
            EvaluationSet said = recordings.Load(result, result.GetRequiredValue(positives));
            IEnumerable<Utterance> others = result.GetRequiredValue(negatives).SelectMany(n => recordings.Load(result, n).Utterances);
            var evaluation = new SpotEvaluation(speech, words, said.Utterances, others, count, result.GetValue(text), cancellation);
            foreach (Keyword keyword in evaluation.Keywords) Write(keyword, evaluation, result.GetValue(rate), result.GetValue(json));
            if (result.GetValue(fit))
            {
                double[] weights = evaluation.Fit();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bias {weights[0]:F3}, spelling {weights[1]:F3}, likeness {weights[2]:F3}, log of seconds {weights[3]:F3}"));
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(Keyword keyword, SpotEvaluation evaluation, double rate, bool json)
    {
        double hours = evaluation.HoursWithout(keyword);
        float[] alarms = [.. evaluation.AlarmsOf(keyword).Select(d => d.Score)], best = [.. evaluation.BestOf(keyword).Select(d => d?.Score ?? float.NegativeInfinity)];
        double threshold = FalseAlarms.ThresholdFor(alarms, rate * hours), alarmsPerHour = FalseAlarms.Count(alarms, threshold) / hours;
        double misses = best.Length == 0 ? double.NaN : best.Count(b => b < threshold) / (double)best.Length;
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { Keyword = keyword.Name, keyword.Spellings, Recordings = best.Length, Misses = double.IsNaN(misses) ? (double?)null : Math.Round(misses, 4), FalseAlarmsPerHour = Math.Round(alarmsPerHour, 4), Threshold = Math.Round(threshold, 4), Hours = Math.Round(hours, 4), Proposals = alarms.Length }, Json)
            : string.Create(CultureInfo.InvariantCulture, $"{keyword.Name}: {100 * misses:F1} % of {best.Length} missed at {alarmsPerHour:F2} false alarms an hour (threshold {threshold:F2}; as {string.Join(", ", keyword.Spellings.Select(s => $"\"{s}\""))})"));
    }
}
