using System.Text.Json;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>All that decides the training of an audio autoencoder or a contrastive encoder of spoken words.</summary>
public sealed record EmbeddingRecipe
{
    /// <summary>What tells these recipes from others: the value of the field "task".</summary>
    public const string TaskName = "embed_speech";

    /// <summary>Always <see cref="TaskName"/>.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>How samples become inputs.</summary>
    public FeatureSpec Features { get; init; } = new() { TailLength = 1600 };

    /// <summary>Units of the encoder's LSTM layers, the lowest first.</summary>
    public IReadOnlyList<int> EncoderUnits { get; init; } = [256];

    /// <summary>So many of the encoder's lowest layers stay as the model has them that the training starts from.</summary>
    public int FrozenLayers { get; init; }

    /// <summary>Length of the vector.</summary>
    public int Dimension { get; init; } = 128;

    /// <summary>Units of the decoder's LSTM layers, the lowest first; empty for a model without decoder.</summary>
    public IReadOnlyList<int> DecoderUnits { get; init; } = [192];

    /// <summary>What is minimised.</summary>
    public EmbeddingObjective Objective { get; init; } = new();

    /// <summary>Words to train on.</summary>
    public required IReadOnlyList<WordCorpusSpec> Train { get; init; }

    /// <summary>Words of other speakers to measure progress on.</summary>
    public IReadOnlyList<WordCorpusSpec> Dev { get; init; } = [];

    /// <summary>Changes to the training audio.</summary>
    public AugmentationSpec Augmentation { get; init; } = new();

    /// <summary>Optimiser, schedule, clipping.</summary>
    public OptimizerSpec Optimizer { get; init; } = new();

    /// <summary>Part of the recurrent layers' outputs that is dropped in training.</summary>
    public float Dropout { get; init; } = 0.1f;

    /// <summary>Tokens of one word that come together.</summary>
    public int GroupSize { get; init; } = 3;

    /// <summary>Groups in a batch.</summary>
    public int BatchGroups { get; init; } = 64;

    /// <summary>Most tokens of one word in an epoch; others of it come in other epochs.</summary>
    public int MostTokens { get; init; } = 40;

    /// <summary>Passes over the words.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Where all randomness starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; part of the recipe because sums are rounded differently for another number.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Minutes between two checkpoints.</summary>
    public double CheckpointMinutes { get; init; } = 3;

    /// <summary>The model that this recipe trains.</summary>
    public ModelSpec ToModelSpec()
    {
        var networks = new Dictionary<string, IReadOnlyList<LayerSpec>> { [NetworkNames.Encoder] = Stack(Features.StepSize, EncoderUnits, Dimension) };
        if (DecoderUnits.Count > 0) networks[NetworkNames.Decoder] = Stack(Dimension, DecoderUnits, Features.Skip * Features.Bands);
        var spec = new ModelSpec { Name = Name, Task = TaskKind.EmbedSpeech, Features = Features, Layers = [], Networks = networks, Tokens = [] };
        spec.Validate(Name);
        return spec;
    }

    /// <summary>The recipe as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingRecipe.JsonOptions);

    /// <summary>Whether a file is a recipe of this kind.</summary>
    /// <exception cref="RecipeException">Not JSON.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsOne(string path) => RecipeFile.TaskOf(path) == TaskName;

    /// <summary>Reads and checks a recipe.</summary>
    /// <exception cref="RecipeException">Not JSON, unknown, missing or repeated fields, or values out of range.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EmbeddingRecipe Load(string path)
    {
        EmbeddingRecipe recipe = RecipeFile.Read<EmbeddingRecipe>(path);
        return recipe.FindProblem() is { } problem ? throw new RecipeException(path, problem) : recipe;
    }

    private static List<LayerSpec> Stack(int inputs, IReadOnlyList<int> units, int outputs)
    {
        var layers = new List<LayerSpec>();
        foreach (int size in units)
        {
            layers.Add(new() { Kind = LayerKind.Lstm, Inputs = inputs, Units = size });
            inputs = size;
        }
        layers.Add(new() { Kind = LayerKind.Dense, Inputs = inputs, Units = outputs });
        return layers;
    }

    private string? FindProblem()
    {
        if (NullSetting.Find(("name", Name), ("features", Features), ("encoder_units", EncoderUnits), ("decoder_units", DecoderUnits), ("objective", Objective), ("train", Train), ("dev", Dev), ("augmentation", Augmentation), ("optimizer", Optimizer)) is { } missing) return missing;
        if ((NullSetting.FindIn("train", Train) ?? NullSetting.FindIn("dev", Dev)) is { } missingCorpus) return missingCorpus;
        if (Task != TaskName) return $"task must be {TaskName}, found {Task}";
        if (Name.Length == 0 || Name.AsSpan().ContainsAny("/\\")) return $"name must not be empty and have no slashes, found \"{Name}\"";
        if (Train.Count == 0) return "train must name at least one corpus";
        if (EncoderUnits.Count is < 1 or > 16 || EncoderUnits.Any(u => u is < 1 or > 4096)) return "encoder_units must be 1 to 16 layers of 1 to 4096 units";
        if (DecoderUnits.Count > 16 || DecoderUnits.Any(u => u is < 1 or > 4096)) return "decoder_units must be at most 16 layers of 1 to 4096 units";
        if (FrozenLayers < 0 || FrozenLayers > EncoderUnits.Count) return $"frozen_layers must be 0 to the {EncoderUnits.Count} layers of encoder_units, found {FrozenLayers}";
        if (FrozenLayers > 0 && Optimizer.WeightDecay != 0) return $"frozen_layers need optimizer.weight_decay 0, found {Optimizer.WeightDecay}";
        if (Dimension is < 2 or > 4096) return $"dimension must be 2 to 4096, found {Dimension}";
        if (GroupSize is < 2 or > 1000) return $"group_size must be 2 to 1000, found {GroupSize}";
        if (BatchGroups is < 2 or > 10000) return $"batch_groups must be 2 to 10000, found {BatchGroups}";
        if (MostTokens < GroupSize) return $"most_tokens must be at least group_size {GroupSize}, found {MostTokens}";
        if (Epochs is < 1 or > 100000) return $"epochs must be 1 to 100000, found {Epochs}";
        if (Workers is < 1 or > 256) return $"workers must be 1 to 256, found {Workers}";
        if (!(Dropout is >= 0 and < 0.95f)) return $"dropout must be 0 to below 0.95, found {Dropout}";
        if (!(CheckpointMinutes > 0)) return $"checkpoint_minutes must be above 0, found {CheckpointMinutes}";
        for (int i = 0; i < Train.Count + Dev.Count; i++)
        {
            if ((i < Train.Count ? Train[i].FindProblem($"train[{i}]") : Dev[i - Train.Count].FindProblem($"dev[{i - Train.Count}]")) is { } corpus) return corpus;
        }
        return Features.FindProblem() ?? Augmentation.FindProblem() ?? Optimizer.FindProblem() ?? Objective.FindProblem(DecoderUnits.Count > 0);
    }
}
