using System.Text.Json;
using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>All that decides a training: with the same recipe and data it comes out the same to the last bit, however often it was interrupted.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>How samples become inputs.</summary>
    public FeatureSpec Features { get; init; } = new();

    /// <summary>Size of the network.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>The characters that the model can write; blank is added. English letters, apostrophe and space if left out.</summary>
    public string? Characters { get; init; }

    /// <summary>What to train on.</summary>
    public required IReadOnlyList<CorpusSpec> Train { get; init; }

    /// <summary>What to measure progress on; never trained on.</summary>
    public IReadOnlyList<CorpusSpec> Dev { get; init; } = [];

    /// <summary>Changes to the training audio.</summary>
    public AugmentationSpec Augmentation { get; init; } = new();

    /// <summary>Optimiser, schedule, clipping.</summary>
    public OptimizerSpec Optimizer { get; init; } = new();

    /// <summary>Part of the recurrent layers' outputs that is dropped in training.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>Most seconds of audio in a batch.</summary>
    public double BatchSeconds { get; init; } = 180;

    /// <summary>Most clips in a batch.</summary>
    public int BatchClips { get; init; } = 64;

    /// <summary>So many epochs at the start go from short to long utterances, which helps CTC to find its first letters.</summary>
    public int ShortestFirstEpochs { get; init; } = 1;

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Where all randomness starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; each has its own part of every batch. Part of the recipe because the sums of the gradients are rounded differently for another number.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Minutes between two checkpoints.</summary>
    public double CheckpointMinutes { get; init; } = 3;

    /// <summary>The model that this recipe trains.</summary>
    public ModelSpec ToModelSpec()
    {
        IReadOnlyList<string> tokens = Characters is null ? ModelSpec.EnglishLetters : ["", .. Characters.Select(c => c.ToString())];
        var spec = new ModelSpec { Name = Name, Features = Features, Layers = Network.ToLayers(Features.StepSize, tokens.Count), Tokens = tokens };
        return spec;
    }

    internal BatchLimits BatchLimits() => new()
    {
        MaxSteps = (int)Math.Ceiling(BatchSeconds / Features.StepDuration.TotalSeconds),
        MaxClips = BatchClips,
        ShortestFirstEpochs = ShortestFirstEpochs,
    };

    /// <summary>The recipe as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>Reads and checks a recipe.</summary>
    /// <exception cref="RecipeException">Not JSON, unknown, missing or repeated fields, or values out of range.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingRecipe Load(string path)
    {
        TrainingRecipe recipe = RecipeFile.Read<TrainingRecipe>(path);
        return recipe.FindProblem() is { } problem ? throw new RecipeException(path, problem) : recipe;
    }

    // Weights, gradients, two moments and an average: 20 bytes each before the first activation.
    internal const long MostParameters = 200_000_000;

    private string? FindProblem()
    {
        if (NullSetting.Find(("name", Name), ("network", Network), ("train", Train), ("features", Features), ("augmentation", Augmentation), ("optimizer", Optimizer), ("dev", Dev)) is { } missing) return missing;
        if ((NullSetting.FindIn("train", Train) ?? NullSetting.FindIn("dev", Dev)) is { } missingCorpus) return missingCorpus;
        if (Name.Length == 0 || Name.AsSpan().ContainsAny("/\\")) return $"name must not be empty and have no slashes, found \"{Name}\"";
        if (Train.Count == 0) return "train must name at least one corpus";
        for (int i = 0; i < Train.Count; i++)
        {
            if (Train[i].FindProblem($"train[{i}]") is { } corpus) return corpus;
        }
        for (int i = 0; i < Dev.Count; i++)
        {
            if (Dev[i].FindProblem($"dev[{i}]") is { } corpus) return corpus;
        }
        if (Network.FindProblem() is { } network) return network;
        if (Features.FindProblem() is { } features) return features;
        if (Characters is not null && (Characters.Length == 0 || Characters.Distinct().Count() != Characters.Length)) return $"characters must be at least one and differ from each other, found \"{Characters}\"";
        if (ToModelSpec().ParameterCount is > MostParameters and long parameters) return $"network: {parameters} parameters are more than the {MostParameters} that can be trained here";
        if (Augmentation.FindProblem() is { } augmentation) return augmentation;
        if (Optimizer.FindProblem() is { } optimizer) return optimizer;
        if (!(Dropout is >= 0 and < 0.95f)) return $"dropout must be 0 to below 0.95, found {Dropout}";
        if (!(BatchSeconds is > 0 and <= 36000)) return $"batch_seconds must be above 0 and at most 36000, found {BatchSeconds}";
        if (BatchClips is < 1 or > 100000) return $"batch_clips must be 1 to 100000, found {BatchClips}";
        if (Epochs is < 1 or > 100000) return $"epochs must be 1 to 100000, found {Epochs}";
        if (Workers is < 1 or > 256) return $"workers must be 1 to 256, found {Workers}";
        if (!(CheckpointMinutes > 0)) return $"checkpoint_minutes must be above 0, found {CheckpointMinutes}";
        return null;
    }

    internal static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}
