using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;
using Spectre.Console;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Adds recordings to an index, with progress on a terminal.</summary>
/// <param name="model">What hears them.</param>
/// <param name="words">What makes vectors; null for none.</param>
/// <param name="jobs">Threads; the index does not depend on their number.</param>
internal sealed class Indexing(SpeechModel model, EmbeddingModel? words, int jobs)
{
    /// <summary>Adds what the index does not have yet.</summary>
    /// <returns>Seconds of sound added, and stretches that were there already.</returns>
    public (double Seconds, int Present) Run(SpeechIndexWriter writer, IReadOnlyList<IndexInput> inputs, CancellationToken cancellation)
    {
        HashSet<IndexedStretch> indexed = [.. writer.Existing?.Segments.SelectMany(s => s.Stretches).Select(Identity) ?? []];
        IndexInput[] fresh = [.. inputs.Where(i => !i.IsIn(indexed))];
        double total = fresh.Sum(i => i.Stretch.Duration);
        if (!Terminal.IsErrorLive) Add(writer, fresh, _ => { }, cancellation);
        else
        {
            Terminal.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
            {
                ProgressTask task = progress.AddTask("listening", maxValue: Math.Max(total, 1e-3));
                Add(writer, fresh, task.Increment, cancellation);
            });
        }
        return (total, inputs.Count - fresh.Length);
    }

    private void Add(SpeechIndexWriter writer, IndexInput[] inputs, Action<double> onSeconds, CancellationToken cancellation)
    {
        // In order, so that the same recordings give the same index.
        ParallelQuery<(IndexedStretch Stretch, HeardSound Heard)> heard = inputs.AsParallel().AsOrdered().WithDegreeOfParallelism(jobs).WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(cancellation)
            .Select(i => (i.Stretch, SpeechIndexWriter.Listen(model, words, i.Read(model.SampleRate), cancellation)));
        foreach ((IndexedStretch stretch, HeardSound sound) in heard)
        {
            writer.Add(stretch, sound);
            onSeconds(stretch.Duration);
        }
        writer.Flush();
    }

    private static IndexedStretch Identity(IndexedStretch stretch) => stretch.Unplaced;
}
