using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>The whole way with a tiny network and the sample recordings: train, be killed, go on, evaluate, export, verify.</summary>
public sealed class TrainingTests : IDisposable
{
    private const int Epochs = 10;
    private readonly Workbench _bench = new();

    public TrainingTests()
    {
        string[] lines = [.. File.ReadLines(Repository.File("samples/manifest.jsonl")).Select(l => l.Replace("\"audio_filepath\": \"", $"\"audio_filepath\": \"{Repository.File("samples").Replace('\\', '/')}/", StringComparison.Ordinal))];
        _bench.Write("speech.jsonl", string.Join('\n', lines));
        // Many small batches an epoch, so that there is time to interrupt.
        _bench.Write("recipe.json", $$"""
            {
              "name": "test", "network": { "layers": 2, "units": 24 }, "features": { "bands": 20, "stack": 5, "skip": 4 },
              "train": [{ "path": "speech.jsonl", "copies": 24 }], "dev": [{ "path": "speech.jsonl" }],
              "augmentation": { "speed": { "factor": [0.9, 1.1] }, "gain": { "decibels": [-6, 0] } },
              "optimizer": { "learning_rate": 0.01, "warmup_updates": 10, "average_decay": 0.9 },
              "dropout": 0.1, "batch_clips": 2, "epochs": {{Epochs}}
            }
            """);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_training_that_was_killed_and_interrupted_ends_with_the_model_of_one_that_was_not()
    {
        using (Eseq killed = Train("broken"))
        {
            await killed.Writes(l => l.StartsWith("epoch 1:", StringComparison.Ordinal));
            Outcome second = await Train("broken").Ended();
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("expected a folder in which no training runs", second.Complaint, StringComparison.Ordinal);
            killed.Kill();
            Assert.NotEqual(0, (await killed.Ended()).ExitCode);
        }
        using (Eseq interrupted = Train("broken"))
        {
            await interrupted.Writes(l => l.Contains("goes on at epoch", StringComparison.Ordinal));
            interrupted.Interrupt();
            Outcome outcome = await interrupted.Ended();
            Assert.Equal(130, outcome.ExitCode);
            Assert.Matches("^eseq: stopped; the same command goes on at epoch [0-9]+, batch [0-9]+\n$", outcome.Error);
        }
        Outcome finished = await Train("broken").Ended();
        Assert.Equal(0, finished.ExitCode);
        Outcome whole = await Train("whole").Ended();
        Assert.Equal(0, whole.ExitCode);
        Assert.Equal(Epochs, whole.Lines.Count(l => l.StartsWith("epoch ", StringComparison.Ordinal) && !l.Contains("batch", StringComparison.Ordinal)));

        Assert.Equal(File.ReadAllBytes(_bench.File("whole/model.eseq")), File.ReadAllBytes(_bench.File("broken/model.eseq")));
        Assert.Equal(Losses("whole"), Losses("broken"));
        Assert.Equal(1 + Epochs, Losses("whole").Length);
        Assert.StartsWith("<svg", File.ReadAllText(_bench.File("whole/curve.svg")), StringComparison.Ordinal);
        await ModelIsUsable(_bench.File("whole/model.eseq"));

        // Done is done; and a recipe that has changed is not mixed with what was trained by another.
        Assert.Equal(0, (await Train("whole").Ended()).ExitCode);
        _bench.Write("recipe.json", File.ReadAllText(_bench.File("recipe.json")).Replace("\"dropout\": 0.1", "\"dropout\": 0.2", StringComparison.Ordinal));
        Outcome changed = await Train("whole").Ended();
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("checkpoint.safetensors", Assert.Single(changed.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private async Task ModelIsUsable(string model)
    {
        Outcome eval = await Eseq.Run("eval", model, "--manifest", _bench.File("speech.jsonl"), "--json");
        JsonElement result = JsonDocument.Parse(eval.Output).RootElement;
        Assert.Equal(3, result.GetProperty("utterances").GetInt32());
        Assert.InRange(result.GetProperty("cer").GetDouble(), 0, 1);

        foreach (string form in new[] { "streaming", "whole" })
        {
            Outcome export = await Eseq.Run("export", model, "-o", _bench.File($"{form}.onnx"), "--form", form);
            Assert.Equal((0, ""), (export.ExitCode, export.Error));
            Assert.True(new FileInfo(_bench.File($"{form}.onnx")).Length > 10_000);
        }

        Outcome verify = await Eseq.Run("verify", model);
        Assert.Equal((0, ""), (verify.ExitCode, verify.Error));
        Assert.Equal(2 * (1 + 2 * 5), verify.Lines.Count(l => l.StartsWith("random ", StringComparison.Ordinal) || l.StartsWith("real ", StringComparison.Ordinal)));

        Outcome inspect = await Eseq.Run("inspect", _bench.File("whole/checkpoint.safetensors"));
        Assert.Equal(0, inspect.ExitCode);
        Assert.Contains("weight_ih [96, 100]", inspect.Output, StringComparison.Ordinal);
    }

    private Eseq Train(string folder) => Eseq.Start(["train", _bench.File("recipe.json"), "--data", _bench.File("."), "-o", _bench.File(folder)]);

    /// <summary>The metrics without the seconds that the training took.</summary>
    private string[] Losses(string folder) => [.. File.ReadLines(_bench.File($"{folder}/metrics.csv")).Select(l => l[..l.LastIndexOf(',')])];
}
