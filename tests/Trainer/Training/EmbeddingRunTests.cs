using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

/// <summary>Whole trainings of tiny encoders on words of two tones each, at the pitch of one of three speakers.</summary>
public sealed class EmbeddingRunTests : IDisposable
{
    private static readonly string[] Words = ["ab", "ba", "aa", "bb"];
    private readonly string _folder = Directory.CreateTempSubdirectory("eseq-embedding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_contrastive_encoder_learns_to_tell_words_apart_whoever_speaks()
    {
        var epochs = new List<EmbeddingEpoch>();
        Start("contrastive", 12, r => r with { DecoderUnits = [], Objective = new() { Reconstruction = 0, Contrastive = 1 } }).Run(_ => { }, epochs.Add, CancellationToken.None);
        // Two others of a group share the anchor's probability, so ln 2 is the least that is possible.
        Assert.True(epochs[^1].Loss < epochs[0].Loss && epochs[^1].Loss < Math.Log(2) + 0.05, $"loss {epochs[0].Loss} -> {epochs[^1].Loss}");
        Assert.Equal(1, epochs.Max(e => e.DevPrecision), 1e-9);
        Assert.Equal(["encoder"], ModelWeights.Load(Model("contrastive")).Spec.Networks!.Keys);
    }

    [Theory]
    [InlineData(ReconstructionTarget.Self, 0, FrameNormalization.Corpus)]
    [InlineData(ReconstructionTarget.Self, 0.3f, FrameNormalization.Corpus)]
    [InlineData(ReconstructionTarget.Other, 0, FrameNormalization.Corpus)]
    [InlineData(ReconstructionTarget.Other, 0, FrameNormalization.Speaker)]
    public void An_autoencoder_learns_to_reconstruct(ReconstructionTarget target, float masking, FrameNormalization normalization)
    {
        var epochs = new List<EmbeddingEpoch>();
        Start("autoencoder", 12, r => r with { Objective = new() { Target = target, ZeroMasking = masking, Normalization = normalization } }).Run(_ => { }, epochs.Add, CancellationToken.None);
        Assert.True(epochs[^1].Loss < 0.7 * epochs[0].Loss, $"loss {epochs[0].Loss} -> {epochs[^1].Loss}");
    }

    [Fact]
    public void An_interrupted_training_ends_with_the_same_weights()
    {
        EmbeddingRecipe Varied(EmbeddingRecipe r) => r with { Augmentation = new() { Gain = new() }, Objective = new() { Contrastive = 1, ZeroMasking = 0.1f }, Dropout = 0.1f };
        Start("whole", 3, Varied).Run(_ => { }, _ => { }, CancellationToken.None);
        int interruptions = 0;
        for (bool done = false; !done;)
        {
            using var stop = new CancellationTokenSource();
            try
            {
                Start("pieces", 3, Varied).Run(_ => stop.Cancel(), _ => { }, stop.Token);
                done = true;
            }
            catch (OperationCanceledException)
            {
                interruptions++;
            }
        }
        Assert.True(interruptions > 2, $"only {interruptions} interruptions");
        Assert.Equal(File.ReadAllBytes(Model("whole")), File.ReadAllBytes(Model("pieces")));
        Assert.Contains("other settings", Assert.Throws<ModelFormatException>(() => Start("whole", 4, Varied)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_layers_stay_those_of_the_model_that_was_started_from()
    {
        Start("first", 1).Run(_ => { }, _ => { }, CancellationToken.None);
        ModelWeights first = ModelWeights.Load(Model("first"));
        EmbeddingRecipe Frozen(EmbeddingRecipe r) => r with { EncoderUnits = [8, 6], FrozenLayers = 1, Optimizer = r.Optimizer with { WeightDecay = 0 } };
        Start("second", 2, Frozen, first).Run(_ => { }, _ => { }, CancellationToken.None);
        ModelWeights second = ModelWeights.Load(Model("second"));
        // The mean of equal weights over the updates is rounded.
        Assert.All(first["encoder.0.weight_hh"].Data.Zip(second["encoder.0.weight_hh"].Data), p => Assert.Equal(p.First, p.Second, 1e-6f));
        Assert.Equal(first["features.mean"].Data, second["features.mean"].Data);
        Assert.Contains("--from", Assert.Throws<ModelFormatException>(() => Start("third", 1, Frozen)).Message, StringComparison.Ordinal);
        Assert.Contains("other layers", Assert.Throws<ModelFormatException>(() => Start("fourth", 1, r => Frozen(r) with { EncoderUnits = [9, 6] }, first)).Message, StringComparison.Ordinal);
        Assert.Contains("other features", Assert.Throws<ModelFormatException>(() => Start("fifth", 1, r => r with { Features = r.Features with { Bands = 11 } }, first)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_goes_on_from_another_with_encoder_and_decoder()
    {
        Start("first", 1).Run(_ => { }, _ => { }, CancellationToken.None);
        ModelWeights first = ModelWeights.Load(Model("first"));
        Start("again", 1, r => r with { Optimizer = r.Optimizer with { LearningRate = 1e-9f } }, first).Run(_ => { }, _ => { }, CancellationToken.None);
        ModelWeights again = ModelWeights.Load(Model("again"));
        foreach (string tensor in new[] { "encoder.0.weight_ih", "encoder.1.weight", "decoder.0.weight_ih", "decoder.1.weight" })
            Assert.All(first[tensor].Data.Zip(again[tensor].Data), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Theory]
    [InlineData("{}", "task")]
    [InlineData("""{"task": "sing", "name": "x", "train": [{"path": "a"}]}""", "task must be embed_speech")]
    [InlineData("""{"task": "embed_speech", "name": "x", "train": []}""", "at least one corpus")]
    [InlineData("""{"task": "embed_speech", "name": "x", "train": [{"path": "a"}], "decoder_units": []}""", "reconstruction needs decoder_units")]
    [InlineData("""{"task": "embed_speech", "name": "x", "train": [{"path": "a"}], "frozen_layers": 1}""", "weight_decay 0")]
    [InlineData("""{"task": "embed_speech", "name": "x", "train": [{"path": "a", "min_seconds": 3}]}""", "min_seconds < max_seconds")]
    [InlineData("""{"task": "embed_speech", "name": "x", "train": [{"path": "a"}], "group_size": 1}""", "group_size must be 2")]
    public void A_wrong_recipe_is_named(string json, string message)
    {
        string path = Path.Combine(_folder, "recipe.json");
        File.WriteAllText(path, json);
        Assert.Contains(message, Assert.Throws<RecipeException>(() => EmbeddingRecipe.Load(path)).Message, StringComparison.Ordinal);
    }

    private string Model(string name) => Path.Combine(_folder, name, "model.eseq");

    private EmbeddingRun Start(string name, int epochs, Func<EmbeddingRecipe, EmbeddingRecipe>? change = null, ModelWeights? initial = null)
    {
        // Word w of speaker s at second 3w + s of a file that the loader below makes up.
        File.WriteAllText(Path.Combine(_folder, "tones.wav"), "");
        File.WriteAllLines(Path.Combine(_folder, "tones.jsonl"), Enumerable.Range(0, 3 * Words.Length).Select(i => $$"""{"audio_filepath":"tones.wav","offset":{{i}},"duration":0.3,"text":"{{Words[i / 3]}}","speaker":"s{{i % 3}}","id":"{{i}}"}"""));
        var recipe = new EmbeddingRecipe
        {
            Task = EmbeddingRecipe.TaskName,
            Name = "tones",
            Features = new() { Bands = 10, Stack = 2, Skip = 2, TailLength = 320 },
            EncoderUnits = [8],
            Dimension = 6,
            DecoderUnits = [8],
            Train = [new() { Path = "tones.jsonl" }],
            Dev = [new() { Path = "tones.jsonl" }],
            Optimizer = new() { LearningRate = 0.02f, WarmupUpdates = 5, AverageDecay = 0.8f },
            Dropout = 0,
            BatchGroups = 3,
            Epochs = epochs,
        };
        recipe = change?.Invoke(recipe) ?? recipe;
        return new EmbeddingRun(recipe, EmbeddingData.Load(recipe, _folder, _ => TimeSpan.Zero), (_, offset, duration) => Tones((int)offset.TotalSeconds, duration), Path.Combine(_folder, name), initial);
    }

    private static float[] Tones(int place, TimeSpan duration)
    {
        float[] samples = new float[(int)(duration.TotalSeconds * 16000)];
        for (int i = 0; i < samples.Length; i++)
        {
            double hertz = (Words[place / 3][2 * i / samples.Length] == 'a' ? 400 : 1300) * (0.95 + 0.05 * (place % 3));
            samples[i] = 0.3f * (float)Math.Sin(2 * Math.PI * hertz * i / 16000);
        }
        return samples;
    }
}
