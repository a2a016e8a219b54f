using System.Diagnostics;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Cli.Training;

/// <summary>eseq train, for recipes of spoken-word encoders.</summary>
internal static class EmbeddingTraining
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    public static int Run(string recipeFile, string data, string? output, string? from, CancellationToken cancellation)
    {
        EmbeddingRecipe recipe = EmbeddingRecipe.Load(recipeFile);
        string folder = output ?? Path.Combine("runs", recipe.Name);
        EmbeddingData words = EmbeddingData.Load(recipe, data, WavSource.LengthOf);
        Console.WriteLine(Text($"{recipe.Name}: {words.TrainCount} words to train on; {words.DevCount} to measure on"));
        using TrainingFolder held = TrainingFolder.Take(folder);
        var run = new EmbeddingRun(recipe, words, (path, offset, duration) => AudioFile.ReadMono(path, recipe.Features.SampleRate, offset, duration), folder, from is null ? null : ModelWeights.Load(from));
        Console.WriteLine(Text($"{run.Model.ParameterCount} parameters; {(run.IsResumed ? "goes on" : "starts")} at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}, in {folder}"));
        var clock = Stopwatch.StartNew();
        try
        {
            run.Run(
                p =>
                {
                    if (clock.Elapsed < ReportInterval) return;
                    clock.Restart();
                    Console.WriteLine(Text($"epoch {p.Position.Epoch + 1}/{p.Epochs}, batch {p.Position.Batch}/{p.Batches}: loss {p.Loss:F4}, {p.TimeLeft:h\\:mm\\:ss} left"));
                },
                e => Console.WriteLine(Text($"epoch {e.Epoch}: loss {e.Loss:F4}{(double.IsNaN(e.DevPrecision) ? "" : Text($"; dev average precision {e.DevPrecision:F4}"))}{(e.IsBest ? "; best so far" : "")}, {e.Seconds:F0} s")),
                cancellation);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"eseq: stopped; the same command goes on at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}");
            throw;
        }
        Console.WriteLine($"done: {Path.Combine(folder, "model.eseq")}");
        return ExitCode.Success;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
