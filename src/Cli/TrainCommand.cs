using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Cli.Training;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;
using Spectre.Console;

namespace EmbeddedSeq.Cli;

/// <summary>eseq train: from a recipe and recordings to a model.</summary>
internal static class TrainCommand
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var recipe = new Argument<string>("recipe") { Description = "Recipe (JSON): network, data, augmentation, optimiser." };
        var data = new Option<string>("--data") { Description = "Folder that the recipe's corpora are relative to; default: the current one.", DefaultValueFactory = _ => ".", HelpName = "DIR" };
        var output = new Option<string?>("--output", "-o") { Description = "Folder for model.eseq, checkpoint.safetensors, metrics.csv and curve.svg; default: runs/ and the recipe's name.", HelpName = "DIR" };
        var from = new Option<string?>("--from") { Description = "Trained model or checkpoint that a new training starts from, instead of random weights: of the same shape, of fewer units a layer, or with layers that read in one direction only. Recipes for speech.", HelpName = "MODEL" };
        var command = new CliCommand(
            "train",
            "Trains a model, or goes on with a training that was stopped or killed: same recipe, same folder, same result.",
            "eseq train samples/recipe.json --data samples -o runs/tiny",
            "eseq train recipes/slots.json --data ~/text -o runs/slots",
            "eseq train models/english/recipe.json --data ~/speech -o runs/english",
            "eseq train mine.json --data ~/mine -o runs/mine --from models/english/english.eseq") { recipe, data, output, from };
        command.OnRun((result, cancellation) => Run(result.GetRequiredValue(recipe), result.GetRequiredValue(data), result.GetValue(output), result.GetValue(from), cancellation));
        return command;
    }

    private static int Run(string recipeFile, string data, string? output, string? from, CancellationToken cancellation)
    {
        if (EmbeddingRecipe.IsOne(recipeFile)) return EmbeddingTraining.Run(recipeFile, data, output, from, cancellation);
        if (TaskRecipe.IsTask(recipeFile))
        {
            if (from is not null) throw new CommandException("--from needs a recipe for speech: a model that reads text knows the words of its own training only");
            return TaskTraining.Run(recipeFile, data, output, cancellation);
        }
        TrainingRecipe recipe = TrainingRecipe.Load(recipeFile);
        string folder = output ?? Path.Combine("runs", recipe.Name);
        TrainingData corpora = TrainingData.Load(recipe, data, WavSource.LengthOf);
        Console.WriteLine(Text($"{recipe.Name}: {corpora.TrainCount} utterances, {corpora.TrainDuration.TotalMinutes:F1} min to train on; {corpora.DevCount} to measure on"));
        using TrainingFolder held = TrainingFolder.Take(folder);
        var run = new TrainingRun(recipe, corpora, (path, offset, duration) => AudioFile.ReadMono(path, recipe.Features.SampleRate, offset, duration), folder, from is null ? null : ModelWeights.Load(from));
        if (run.Position.Epoch == recipe.Epochs)
        {
            Console.WriteLine($"nothing left to do: all {recipe.Epochs} epochs are in {folder}");
            return ExitCode.Success;
        }
        Console.WriteLine(Text($"{run.Model.ParameterCount} parameters; {(run.IsResumed ? "goes on" : "starts")} at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}, in {folder}"));
        try
        {
            if (Terminal.IsLive) ShowBar(run, cancellation);
            else WriteLines(run, cancellation);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"eseq: stopped; the same command goes on at epoch {run.Position.Epoch + 1}, batch {run.Position.Batch + 1}");
            throw;
        }
        Console.WriteLine($"done: {Path.Combine(folder, "model.eseq")}");
        return ExitCode.Success;
    }

    private static void ShowBar(TrainingRun run, CancellationToken cancellation) => LiveView.Show(view =>
    {
        double cer = double.NaN;
        run.Run(
            p => view.Update(new Text(Bar((p.Position.Epoch + (double)p.Position.Batch / p.Batches) / p.Epochs)), new Text(Describe(p) + (double.IsNaN(cer) ? "" : Text($", dev CER {100 * cer:F2} %")))),
            e =>
            {
                cer = e.DevCer;
                AnsiConsole.WriteLine(Describe(e));
            },
            cancellation);
    });

    private static void WriteLines(TrainingRun run, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        run.Run(
            p =>
            {
                if (clock.Elapsed < ReportInterval) return;
                clock.Restart();
                Console.WriteLine(Describe(p));
            },
            e => Console.WriteLine(Describe(e)),
            cancellation);
    }

    private static string Describe(TrainingProgress p) => Text(
        $"epoch {p.Position.Epoch + 1}/{p.Epochs}, batch {p.Position.Batch}/{p.Batches}: loss {p.Loss:F4}, {p.AudioHoursPerHour:F0} audio hours an hour, {p.TimeLeft:h\\:mm\\:ss} left");

    private static string Describe(EpochResult e) => Text(
        $"epoch {e.Epoch}: loss {e.TrainLoss:F4}{(double.IsNaN(e.DevCer) ? "" : Text($"; dev loss {e.DevLoss:F4}, CER {100 * e.DevCer:F2} %, WER {100 * e.DevWer:F2} %"))}{(e.IsBest ? "; best so far" : "")}");

    private static string Bar(double done)
    {
        const int Width = 50;
        int full = (int)(done * Width);
        return Text($"{new string('━', full)}{new string('─', Width - full)} {100 * done:F1} %");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
