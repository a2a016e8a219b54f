using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Audio;
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
        var negatives = new Option<string>("--negatives") { Description = "Manifest of recordings in which no keyword is said.", Required = true, HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder that audio paths are relative to; default: each manifest's own.", HelpName = "DIR" };
        var split = new Option<string?>("--split") { Description = "Which split; needed where a manifest has several.", HelpName = "NAME" };
        Option<int> enroll = new Option<int>("--enroll") { Description = "Recordings of each keyword that are enrolled; 0 takes the text instead.", DefaultValueFactory = _ => 5, HelpName = "N" }.Between(0, 100);
        var text = new Option<bool>("--text") { Description = "Enroll the text too." };
        Option<double> rate = new Option<double>("--rate") { Description = "False alarms an hour and keyword.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(0.0, 1000);
        Option<string?> model = Shipped.ModelOption();
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new CliCommand(
            "eval",
            "Measures live spotting: how often an enrolled keyword is missed at so many false alarms an hour.",
            "eseq spot eval --positives wake-words.jsonl --negatives librispeech-test-clean.jsonl --enroll 5 --json") { positives, negatives, data, split, enroll, text, rate, model, json };
        command.OnRun((result, cancellation) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            EvaluationSet said = EvaluationSet.Load(result.GetRequiredValue(positives), result.GetValue(data), result.GetValue(split));
            EvaluationSet others = EvaluationSet.Load(result.GetRequiredValue(negatives), result.GetValue(data), result.GetValue(split));
            ILookup<string, Utterance> byText = said.Utterances.ToLookup(u => TextNormalizer.Normalize(u.Text));
            Keyword[] keywords = [.. byText.Select(k => Enroll(speech, k.Key, k.Take(result.GetValue(enroll)), result.GetValue(text) || result.GetValue(enroll) == 0))];
            var alarms = new SpottingScores(speech, keywords);
            foreach (Utterance utterance in others.Utterances) alarms.Add(IndexInput.FromUtterance(utterance), cancellation);
            double hours = others.Utterances.Sum(u => u.Duration.TotalHours);
            foreach (Keyword keyword in keywords)
            {
                var spotting = new SpottingScores(speech, [keyword]);
                float[] best = [.. byText[keyword.Name].Skip(result.GetValue(enroll)).Select(u => spotting.Add(IndexInput.FromUtterance(u), cancellation)[keyword.Name])];
                double threshold = FalseAlarms.ThresholdFor(alarms.Of(keyword), result.GetValue(rate) * hours);
                double misses = best.Length == 0 ? double.NaN : best.Count(b => b < threshold) / (double)best.Length;
                Write(keyword, best.Length, misses, FalseAlarms.Count(alarms.Of(keyword), threshold) / hours, threshold, result.GetValue(json));
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static Keyword Enroll(SpeechModel model, string text, IEnumerable<Utterance> recordings, bool withText) =>
        KeywordFile.Enroll(model, text, [.. recordings.Select(u => AudioFile.ReadMono(u.AudioPath, model.SampleRate, u.Offset, u.Duration))], withText ? text : null);

    private static void Write(Keyword keyword, int recordings, double misses, double alarmsPerHour, double threshold, bool json)
    {
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { Keyword = keyword.Name, keyword.Spellings, Recordings = recordings, Misses = double.IsNaN(misses) ? (double?)null : Math.Round(misses, 4), FalseAlarmsPerHour = Math.Round(alarmsPerHour, 4), Threshold = Math.Round(threshold, 4) }, Json)
            : string.Create(CultureInfo.InvariantCulture, $"{keyword.Name}: {100 * misses:F1} % of {recordings} missed at {alarmsPerHour:F2} false alarms an hour (threshold {threshold:F2}; as {string.Join(", ", keyword.Spellings.Select(s => $"\"{s}\""))})"));
    }
}
