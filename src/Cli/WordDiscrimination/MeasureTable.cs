using System.Globalization;
using System.Text.Json;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>Writes measures as a table or as JSON lines: a row for each method.</summary>
internal static class MeasureTable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, IReadOnlyList<SameDifferent> rows, bool json)
    {
        if (json)
        {
            foreach (SameDifferent row in rows) output.WriteLine(JsonSerializer.Serialize(Rounded(row), Json));
            return;
        }
        output.WriteLine(Text($"{"method",-14}  words  AP all pairs  AP different speakers  ns a comparison"));
        foreach (SameDifferent r in rows) output.WriteLine(Text($"{r.Method,-14}  {r.Words,5}  {r.AllPairs,12:F4}  {r.DifferentSpeakers,21:F4}  {r.NanosecondsPerComparison,15:F0}"));
    }

    public static void Write(TextWriter output, IReadOnlyList<QueryByExample> rows, bool json)
    {
        if (json)
        {
            foreach (QueryByExample row in rows) output.WriteLine(JsonSerializer.Serialize(Rounded(row), Json));
            return;
        }
        output.WriteLine(Text($"{"method",-14}  words  queries     MAP    P@10      EER  ns a comparison"));
        foreach (QueryByExample r in rows)
            output.WriteLine(Text($"{r.Method,-14}  {r.Words,5}  {r.Queries,7}  {r.MeanAveragePrecision:F4}  {r.PrecisionAt10:F4}  {100 * r.EqualErrorRate,5:F2} %  {r.NanosecondsPerComparison,15:F0}"));
    }

    private static SameDifferent Rounded(SameDifferent r) => r with { AllPairs = Round(r.AllPairs), DifferentSpeakers = Round(r.DifferentSpeakers), NanosecondsPerComparison = Math.Round(r.NanosecondsPerComparison, 1) };

    private static QueryByExample Rounded(QueryByExample r) => r with
    {
        MeanAveragePrecision = Round(r.MeanAveragePrecision),
        PrecisionAt10 = Round(r.PrecisionAt10),
        EqualErrorRate = Round(r.EqualErrorRate),
        NanosecondsPerComparison = Math.Round(r.NanosecondsPerComparison, 1),
    };

    private static double Round(double value) => Math.Round(value, 6);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
