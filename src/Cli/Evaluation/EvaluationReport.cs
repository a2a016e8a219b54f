using System.Globalization;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>Writes results as a table or as JSON lines.</summary>
internal static class EvaluationReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One row each, columns aligned.</summary>
    public static void WriteTable(TextWriter output, IReadOnlyList<EvaluationResult> results)
    {
        int width = results.Max(r => Label(r).Length);
        output.WriteLine($"{new string(' ', width)}  utterances    audio       wer       cer  sentences  answered  calibration error  taken back (committed)  real-time factor");
        foreach (EvaluationResult r in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Label(r).PadRight(width)}  {r.Rates.Utterances,10}  {r.AudioSeconds,6:F0} s  {100 * r.Rates.WordErrorRate,6:F2} %  {100 * r.Rates.CharacterErrorRate,6:F2} %  {100 * r.Rates.SentenceAccuracy,7:F2} %  {100 * r.Answered,6:F2} %  {r.Calibration.Error,17:F3}  {$"{r.Changed.ToString("F3", CultureInfo.InvariantCulture)} ({r.Broken})",22}  {r.RealTimeFactor,16:F4}"));
        }
    }

    /// <summary>One JSON object a line; rates are fractions.</summary>
    public static void WriteJson(TextWriter output, IReadOnlyList<EvaluationResult> results)
    {
        foreach (EvaluationResult r in results)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Manifest = r.Name,
                    r.Split,
                    r.Rates.Utterances,
                    AudioSeconds = Math.Round(r.AudioSeconds, 3),
                    Wer = Math.Round(r.Rates.WordErrorRate, 6),
                    Cer = Math.Round(r.Rates.CharacterErrorRate, 6),
                    SentenceAccuracy = Math.Round(r.Rates.SentenceAccuracy, 6),
                    Answered = Math.Round(r.Answered, 6),
                    CalibrationError = Math.Round(r.Calibration.Error, 6),
                    TakenBack = Math.Round(r.Changed, 6),
                    CommittedTakenBack = r.Broken,
                    RealTimeFactor = Math.Round(r.RealTimeFactor, 6),
                },
                Json));
        }
    }

    /// <summary>What was said and what was recognised, one JSON object a line.</summary>
    public static void WriteTextsAsJson(TextWriter output, IEnumerable<(string Id, Recognition Recognition)> utterances)
    {
        foreach ((string id, Recognition r) in utterances)
            output.WriteLine(JsonSerializer.Serialize(new { Id = id, Expected = r.Reference, Found = r.Hypothesis, Rejected = r.IsRejected, r.Alternatives }, Json));
    }

    /// <summary>What was said and what was recognised, as pairs of lines; right utterances are marked.</summary>
    public static void WriteTexts(TextWriter output, IEnumerable<(string Id, Recognition Recognition)> utterances)
    {
        foreach ((string id, Recognition recognition) in utterances)
        {
            output.WriteLine($"{id}{(recognition.Reference == recognition.Hypothesis ? " (right)" : "")}");
            output.WriteLine($"  said   {recognition.Reference}");
            output.WriteLine($"  heard  {(recognition.IsRejected ? "(not understood)" : recognition.Hypothesis)}");
            for (int i = 0; i < recognition.Alternatives.Count; i++) output.WriteLine($"  {i + 1,5}  {recognition.Alternatives[i]}");
        }
    }

    private static string Label(EvaluationResult result) => result.Split is null ? result.Name : $"{result.Name} ({result.Split})";
}
