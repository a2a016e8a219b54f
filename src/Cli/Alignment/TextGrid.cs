using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Alignment;

/// <summary>Praat's TextGrid, long form: a tier of words and one of tokens, each without gaps from the start of the recording to its end.</summary>
internal static class TextGrid
{
    public static void Write(TextWriter output, AlignedText text)
    {
        string end = AlignmentWriter.Seconds(text.Duration);
        output.WriteLine("File type = \"ooTextFile\"");
        output.WriteLine("Object class = \"TextGrid\"");
        output.WriteLine();
        output.WriteLine("xmin = 0");
        output.WriteLine($"xmax = {end}");
        output.WriteLine("tiers? <exists>");
        output.WriteLine("size = 2");
        output.WriteLine("item []:");
        WriteTier(output, 1, "words", end, Fill(text.Words.Select(w => new Interval(w.Text, w.Start, w.End)), text.Duration));
        WriteTier(output, 2, "tokens", end, Fill(text.Words.SelectMany(w => w.Tokens).Select(t => new Interval(t.Text, t.Start, t.End)), text.Duration));
    }

    private static void WriteTier(TextWriter output, int number, string name, string end, List<Interval> intervals)
    {
        output.WriteLine($"    item [{number}]:");
        output.WriteLine("        class = \"IntervalTier\"");
        output.WriteLine($"        name = \"{name}\"");
        output.WriteLine("        xmin = 0");
        output.WriteLine($"        xmax = {end}");
        output.WriteLine($"        intervals: size = {intervals.Count}");
        for (int i = 0; i < intervals.Count; i++)
        {
            output.WriteLine($"        intervals [{i + 1}]:");
            output.WriteLine($"            xmin = {AlignmentWriter.Seconds(intervals[i].Start)}");
            output.WriteLine($"            xmax = {AlignmentWriter.Seconds(intervals[i].End)}");
            output.WriteLine($"            text = \"{intervals[i].Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }
    }

    // Empty intervals between the others. Praat knows none without length, which a token behind the end of the sound would have.
    private static List<Interval> Fill(IEnumerable<Interval> spoken, TimeSpan end)
    {
        var intervals = new List<Interval>();
        TimeSpan at = TimeSpan.Zero;
        foreach (Interval interval in spoken.Where(i => i.End > i.Start).Append(new Interval("", end, end)))
        {
            if (interval.Start > at) intervals.Add(new Interval("", at, interval.Start));
            if (interval.End > interval.Start) intervals.Add(interval);
            at = interval.End;
        }
        return intervals;
    }

    private readonly record struct Interval(string Text, TimeSpan Start, TimeSpan End);
}
