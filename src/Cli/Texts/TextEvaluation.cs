using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>eseq eval for models that read text: the figures of its task, through the same classes that a host uses.</summary>
internal static class TextEvaluation
{
    public static void Run(CompiledModel model, IReadOnlyList<string> files, string? folder, string split, int longest, bool texts, bool json, CancellationToken cancellation)
    {
        foreach (string file in files)
        {
            string path = folder is null ? file : Path.Combine(folder, file);
            IReadOnlyList<TextRecord> all = TextFile.Read(path, model.Spec.Task, model.Spec.Text!, model.Spec.TokenUnit);
            TextRecord[] records = [.. all.Where(r => (r.Split is null || r.Split == split) && LongestSentence(r) <= longest)];
            if (records.Length == 0) throw new DataFormatException(path, null, $"texts with split {split}{(longest < int.MaxValue ? $" of at most {longest} units" : "")}", "none");
            if (LabelCheck.Note(path, records, model.Spec) is { } note) Console.Error.WriteLine($"eseq: {note}");
            TextScorer scorer = TextScorer.Create(model, all);
            foreach (TextRecord record in records)
            {
                cancellation.ThrowIfCancellationRequested();
                ScoredText scored = scorer.Add(record);
                if (texts && json) JsonLine.Write(scored.Json);
                else if (texts) Console.WriteLine(scored.Line);
            }
            TextFigure[] figures = [.. scorer.Figures()];
            if (json) JsonLine.Write(new { File = file, Split = split, Texts = records.Length, Figures = figures.ToDictionary(f => f.Name, f => Math.Round(f.Value, 6)) });
            else Console.WriteLine(FormattableString.Invariant($"{Path.GetFileName(file)} ({split}), {records.Length} texts: ") + string.Join(", ", figures.Select(f => FormattableString.Invariant($"{f.Name} {f.Value:0.####}"))));
        }
    }

    private static int LongestSentence(TextRecord record)
    {
        (int longest, int length) = (0, 0);
        foreach (string unit in record.Source)
        {
            length = unit == TextFile.SentenceBreak ? 0 : length + 1;
            longest = Math.Max(longest, length);
        }
        return longest;
    }
}
