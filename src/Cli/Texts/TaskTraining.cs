using System.Diagnostics;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>Trains a model that reads text and reports.</summary>
internal static class TaskTraining
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    public static int Run(string recipeFile, string dataFolder, string? output, CancellationToken cancellation)
    {
        TaskRecipe recipe = TaskRecipe.Load(recipeFile);
        string folder = output ?? Path.Combine("runs", recipe.Name);
        TaskData data = TaskData.Load(recipe, dataFolder);
        Console.WriteLine(Line($"{recipe.Name}: {data.TrainCount} texts to train on, {data.DevCount} to measure on; {data.Model.Text!.Vocabulary.Count} units, {data.Model.Tokens.Count} outputs"));
        using TrainingFolder held = TrainingFolder.Take(folder);
        var run = new TaskRun(recipe, data, folder);
        if (run.Position.Epoch == recipe.Epochs)
        {
            Console.WriteLine($"nothing left to do: all {recipe.Epochs} epochs are in {folder}");
            return ExitCode.Success;
        }
        Console.WriteLine(Line($"{run.Model.ParameterCount} parameters; {(run.IsResumed ? "goes on" : "starts")} at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}, in {folder}"));
        var clock = Stopwatch.StartNew();
        try
        {
            run.Run(p => Report(p, clock), e => Console.WriteLine(Describe(e)), cancellation);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"eseq: stopped; the same command goes on at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}");
            throw;
        }
        Console.WriteLine(Line($"done after {run.Position.Seconds / 60:F1} min of training: {Path.Combine(folder, "model.eseq")}"));
        return ExitCode.Success;
    }

    private static void Report(TaskProgress p, Stopwatch clock)
    {
        if (clock.Elapsed < ReportInterval) return;
        clock.Restart();
        Console.WriteLine(Line($"epoch {p.Epoch}/{p.Epochs}, batch {p.Batch}/{p.Batches}: loss {p.Loss:F4}"));
    }

    private static string Describe(TaskEpoch e) => Line($"epoch {e.Epoch}: loss {e.TrainLoss:F4}")
        + (e.Dev is { } dev ? Line($"; dev loss {dev.Loss:F4}, {dev.Name} {dev.Figure:F4}") : "")
        + (e.IsBest ? "; best so far" : "")
        + Line($" ({e.Seconds:F0} s)");

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
