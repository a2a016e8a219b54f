using System.CommandLine;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;
using Spectre.Console;

namespace EmbeddedSeq.Cli;

/// <summary>eseq train: from a recipe and recordings to a model.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var recipe = new Argument<FileInfo>("recipe") { Description = "Recipe (JSON): network, data, augmentation, optimiser." };
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder that the recipe's corpora are relative to.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var output = new Option<DirectoryInfo?>("--output", "-o") { Description = "Folder for checkpoint, metrics and model; default runs/NAME." };
        var command = new Command("train", "Trains a model. Started again with the same recipe and folder, it goes on where it stopped.") { recipe, data, output };
        command.SetAction((result, cancellation) => Task.Run(() => Run(result.GetRequiredValue(recipe), result.GetRequiredValue(data), result.GetValue(output), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(FileInfo recipeFile, DirectoryInfo data, DirectoryInfo? output, CancellationToken cancellation)
    {
        TrainingRecipe recipe = TrainingRecipe.Load(recipeFile.FullName);
        string folder = output?.FullName ?? Path.Combine("runs", recipe.Name);
        int rate = recipe.Features.SampleRate;
        float[] Load(string path, TimeSpan offset, TimeSpan duration) => AudioFile.ReadMono(path, rate, offset, duration);
        TimeSpan LengthOf(string path)
        {
            using var reader = new WavReader(path);
            return reader.Duration;
        }
        TrainingData corpora = TrainingData.Load(recipe, data.FullName, LengthOf);
        Console.WriteLine($"{recipe.Name}: {corpora.TrainCount} utterances, {corpora.TrainDuration.TotalHours:F2} h to train on; {corpora.DevCount} to measure on");
        var run = new TrainingRun(recipe, corpora, Load, folder);
        Console.WriteLine($"{run.Model.ParameterCount:N0} parameters; {(run.IsResumed ? $"goes on at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}" : "starts")} in {folder}");
        var last = DateTime.MinValue;
        run.Run(
            p =>
            {
                if ((DateTime.UtcNow - last).TotalSeconds < 10) return;
                last = DateTime.UtcNow;
                Console.WriteLine($"epoch {p.Position.Epoch + 1}/{p.Epochs} batch {p.Position.Batch}/{p.Batches} loss {p.Loss:F4} rate {p.LearningRate:G3} {p.AudioHoursPerHour:F0} h/h, {p.TimeLeft:h\\:mm\\:ss} left");
            },
            e => Console.WriteLine($"epoch {e.Epoch}: train loss {e.TrainLoss:F4}, dev loss {e.DevLoss:F4}, CER {e.DevCer:P2}, WER {e.DevWer:P2}{(e.IsBest ? " (best)" : "")}"),
            cancellation);
        return 0;
    }
}
