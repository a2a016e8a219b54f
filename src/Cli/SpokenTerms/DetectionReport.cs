using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Writes detections as they come, as lines for people or as JSON lines.</summary>
internal sealed class DetectionReport(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file that is listened to, where there are several.</summary>
    public string? Source { get; set; }

    /// <summary>Writes a detection.</summary>
    public void Write(KeywordDetection detection)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    File = Source,
                    Keyword = detection.Keyword.Name,
                    Start = Math.Round(detection.Start.TotalSeconds, 3),
                    End = Math.Round(detection.End.TotalSeconds, 3),
                    Score = Math.Round(detection.Score, 4),
                    Confidence = Math.Round(detection.Confidence, 4),
                },
                Json));
        }
        else
        {
            string file = Source is null ? "" : $"  {Source}";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{HitReport.Clock(detection.Start),10} {HitReport.Clock(detection.End),10}  {100 * detection.Confidence,5:F1} %  {detection.Keyword.Name}{file}"));
        }
        output.Flush();
    }
}
