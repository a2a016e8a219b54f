using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

/// <summary>Whole trainings of a tiny network on tones: "a" is 400 Hz, "b" is 1300 Hz.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eseq-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tones_are_learned()
    {
        TrainingRun run = Start("learned", epochs: 12, r => r with { Network = new() { Layers = 1, Units = 16 }, Augmentation = new(), Dropout = 0, Train = [r.Train[0] with { Copies = 40 }] });
        var results = new List<EpochResult>();
        run.Run(_ => { }, results.Add, CancellationToken.None);

        Assert.True(results[^1].TrainLoss < results[0].TrainLoss / 3, $"loss {results[0].TrainLoss} -> {results[^1].TrainLoss}");
        Assert.True(results.Min(r => r.DevCer) == 0, string.Join('\n', results));
        Assert.True(ModelWeights.Load(Path.Combine(_folder, "learned", "model.eseq")).Spec.IsCausal);
        Assert.Equal(13, File.ReadAllLines(Path.Combine(_folder, "learned", "metrics.csv")).Length);
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(_folder, "learned", "curve.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_training_ends_with_the_same_weights()
    {
        Start("whole", epochs: 3).Run(_ => { }, _ => { }, CancellationToken.None);

        int interruptions = 0;
        for (bool done = false; !done;)
        {
            using var stop = new CancellationTokenSource();
            int updates = 0;
            try
            {
                // Interrupted after every second update: in the middle of epochs and at their ends.
                Start("pieces", epochs: 3).Run(_ => { if (++updates == 2) stop.Cancel(); }, _ => { }, stop.Token);
                done = true;
            }
            catch (OperationCanceledException)
            {
                interruptions++;
            }
        }

        Assert.True(interruptions > 3, $"only {interruptions} interruptions");
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "whole", "model.eseq")), File.ReadAllBytes(Path.Combine(_folder, "pieces", "model.eseq")));
        Assert.Equal(WithoutTimes("whole"), WithoutTimes("pieces"));
    }

    [Fact]
    public void A_text_that_the_model_cannot_write_is_found_before_anything_is_written()
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Start("texts", epochs: 1, r => r with { Characters = "a" }));

        Assert.Contains("only characters that the model can write", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "texts")));
    }

    [Fact]
    public void A_checkpoint_of_other_settings_is_refused()
    {
        Start("other", epochs: 1).Run(_ => { }, _ => { }, CancellationToken.None);
        Assert.Contains("other settings", Assert.Throws<ModelFormatException>(() => Start("other", epochs: 2)).Message, StringComparison.Ordinal);
        Assert.Contains("another model", Assert.Throws<ModelFormatException>(() => Start("other", epochs: 1, r => r with { Network = new() { Units = 9 } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_can_start_from_a_model()
    {
        Start("first", epochs: 1).Run(_ => { }, _ => { }, CancellationToken.None);
        ModelWeights first = ModelWeights.Load(Path.Combine(_folder, "first", "model.eseq"));

        // Stopped before its first update, it has written what it started from.
        Assert.Throws<OperationCanceledException>(() => Start("second", epochs: 1, initial: first).Run(_ => { }, _ => { }, new CancellationToken(canceled: true)));
        ModelWeights second = ModelWeights.Load(Path.Combine(_folder, "second", "checkpoint.safetensors"));
        foreach (Tensor tensor in first.Tensors) Assert.Equal(tensor.Data, second[tensor.Name].Data);

        Assert.Contains("other features, layers or tokens", Assert.Throws<ModelFormatException>(() => Start("third", epochs: 1, r => r with { Network = new() { Units = 3 } }, initial: first)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_that_diverges_stops_and_says_so()
    {
        TrainingRun run = Start("diverging", epochs: 50);
        run.Weights.Span(0, 1)[0] = float.NaN;
        Assert.Contains("not finite", Assert.Throws<TrainingDivergedException>(() => run.Run(_ => { }, _ => { }, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_finite_never_replace_a_checkpoint()
    {
        Interrupt(Start("poisoned", epochs: 9), _ => { });
        string checkpoint = Path.Combine(_folder, "poisoned", "checkpoint.safetensors");
        byte[] good = File.ReadAllBytes(checkpoint);

        TrainingRun run = Start("poisoned", epochs: 9);
        var diverged = Assert.Throws<TrainingDivergedException>(() => Interrupt(run, _ => run.Weights.Span(0, 1)[0] = float.PositiveInfinity));
        Assert.Contains(checkpoint, diverged.Message, StringComparison.Ordinal);
        Assert.Equal(good, File.ReadAllBytes(checkpoint));
        Assert.True(Start("poisoned", epochs: 9).IsResumed);
    }

    [Fact]
    public void Audio_that_cannot_be_read_is_reported_as_it_was_thrown()
    {
        bool broken = false;
        TrainingRun run = Start("unreadable", epochs: 1, read: duration => broken ? throw new InvalidDataException("tones.wav ends early") : new float[(int)(duration.TotalSeconds * 16000)]);
        broken = true;
        Assert.Equal("tones.wav ends early", Assert.Throws<InvalidDataException>(() => run.Run(_ => { }, _ => { }, CancellationToken.None)).Message);
    }

    [Theory]
    [InlineData("{\"Epoch\":0,\"Batch\":-1}")]
    [InlineData("{\"Epoch\":")]
    [InlineData("null")]
    public void A_checkpoint_with_an_impossible_position_is_refused(string position)
    {
        Interrupt(Start("position", epochs: 1), _ => { });
        string checkpoint = Path.Combine(_folder, "position", "checkpoint.safetensors");
        Dictionary<string, string> metadata;
        Tensor[] tensors;
        using (var reader = new SafetensorsReader(checkpoint))
        {
            metadata = new(reader.Metadata) { ["embeddedseq.training"] = position };
            tensors = [.. reader.Entries.Values.Select(e => reader.ReadFloat32(new TensorSpec(e.Name, [.. e.Shape])))];
        }
        SafetensorsWriter.Write(checkpoint, metadata, tensors);
        Assert.Contains("training position", Assert.Throws<ModelFormatException>(() => Start("position", epochs: 1)).Message, StringComparison.Ordinal);
    }

    /// <summary>Trains for one update, lets something happen and cancels.</summary>
    private static void Interrupt(TrainingRun run, Action<TrainingProgress> happens)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            run.Run(p => { happens(p); stop.Cancel(); }, _ => { }, stop.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Equal(1, run.Position.Batch);
        }
    }

    /// <summary>Every column but the seconds.</summary>
    private string[] WithoutTimes(string name) =>
        [.. File.ReadAllLines(Path.Combine(_folder, name, "metrics.csv")).Select(l => l[..l.LastIndexOf(',')])];

    private TrainingRun Start(string name, int epochs, Func<TrainingRecipe, TrainingRecipe>? change = null, Func<TimeSpan, float[]>? read = null, ModelWeights? initial = null)
    {
        string manifest = Path.Combine(_folder, "tones.jsonl");
        string[] texts = ["a", "b", "ab", "ba", "aab", "bba"];
        File.WriteAllText(Path.Combine(_folder, "tones.wav"), ""); // The loader below makes the sound; the file only has to be there.
        File.WriteAllLines(manifest, texts.Select((t, i) => $$"""{"audio_filepath":"tones.wav","offset":{{i}},"duration":{{(t.Length * 0.2 + 0.1).ToString(System.Globalization.CultureInfo.InvariantCulture)}},"text":"{{t}}","id":"{{t}}"}"""));
        var recipe = new TrainingRecipe
        {
            Name = "tones",
            Network = new() { Layers = 2, Units = 12 },
            Features = new() { Bands = 10, TailLength = 1600 },
            Characters = "ab",
            Train = [new() { Path = "tones.jsonl", Copies = 4 }],
            Dev = [new() { Path = "tones.jsonl" }],
            Augmentation = new() { Gain = new(), Padding = new(), Masking = new() { MaxBands = 2, MaxFrames = 3 } },
            Optimizer = new() { LearningRate = 0.01f, WarmupUpdates = 10, AverageDecay = 0.9f },
            Dropout = 0.1f,
            BatchSeconds = 4,
            Epochs = epochs,
        };
        recipe = change?.Invoke(recipe) ?? recipe;
        return new TrainingRun(recipe, TrainingData.Load(recipe, _folder, _ => TimeSpan.Zero), (_, offset, duration) => read?.Invoke(duration) ?? Tones(texts[(int)offset.TotalSeconds], duration), Path.Combine(_folder, name), initial);
    }

    private static float[] Tones(string text, TimeSpan duration)
    {
        float[] samples = new float[(int)(duration.TotalSeconds * 16000)];
        for (int i = 0; i < samples.Length; i++)
        {
            int letter = i / 3200;
            bool sounding = letter < text.Length && i % 3200 < 2400;
            samples[i] = sounding ? 0.3f * MathF.Sin(2 * MathF.PI * (text[letter] == 'a' ? 400 : 1300) * i / 16000f) : 0;
        }
        return samples;
    }
}
