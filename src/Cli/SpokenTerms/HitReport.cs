using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Writes hits as a table or as JSON lines.</summary>
internal static class HitReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One row each, and below them how long the search took.</summary>
    public static void WriteTable(TextWriter output, IReadOnlyList<SearchHit> hits, TimeSpan searched, TimeSpan elapsed)
    {
        output.WriteLine(hits.Count == 0 ? "nothing found" : "     start        end  confidence   score  recording");
        foreach (SearchHit hit in hits)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Clock(hit.Start),10} {Clock(hit.End),10}  {100 * hit.Confidence,8:F1} %  {hit.Score,6:F2}  {NameOf(hit.Stretch)}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"searched {(int)searched.TotalHours}:{searched:mm\\:ss} in {elapsed.TotalMilliseconds:F0} ms"));
    }

    /// <summary>One JSON object a line; times are seconds in the file.</summary>
    public static void WriteJson(TextWriter output, IReadOnlyList<SearchHit> hits)
    {
        foreach (SearchHit hit in hits)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    hit.Stretch.File,
                    hit.Stretch.Id,
                    Start = Math.Round(hit.Start.TotalSeconds, 3),
                    End = Math.Round(hit.End.TotalSeconds, 3),
                    Score = Math.Round(hit.Score, 4),
                    Confidence = Math.Round(hit.Confidence, 4),
                },
                Json));
        }
    }

    /// <summary>A stretch for people: its file, relative where that is shorter, and its name.</summary>
    public static string NameOf(IndexedStretch stretch)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, stretch.File);
        string file = relative.Length < stretch.File.Length ? relative : stretch.File;
        return stretch.Id is null ? file : $"{file} ({stretch.Id})";
    }

    /// <summary>A time of a recording: 1:02:03.45.</summary>
    public static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? "h\\:mm\\:ss\\.ff" : "m\\:ss\\.ff", CultureInfo.InvariantCulture);
}
