using System.Text.Json;
using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>All that decides the training of a model that reads text. A recipe of this kind has a field <c>task</c>. docs/tasks.md describes the fields.</summary>
public sealed record TaskRecipe
{
    private static readonly string[] s_tasks = [.. new[] { TaskKind.Tag, TaskKind.Classify, TaskKind.LanguageModel, TaskKind.Translate, TaskKind.Autoencode }.Select(t => EnumNames.Of(t))];

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>What the model is for.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>The file to learn from, relative to the data folder: JSON lines, or text with a sentence a line; may be compressed (.gz).</summary>
    public required string Data { get; init; }

    /// <summary>How text becomes inputs.</summary>
    public VocabularySpec Text { get; init; } = new();

    /// <summary>The units that are written: of a translation its language's.</summary>
    public VocabularySpec Target { get; init; } = new() { Unit = TextUnit.Characters, LeastCount = 1, KeepCase = true };

    /// <summary>Names for the labels in the data, for example "1": "positive"; labels that are not named keep theirs. If there are any, others are errors.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Shape and size.</summary>
    public TaskNetworkSpec Network { get; init; } = new();

    /// <summary>Optimiser, schedule, clipping.</summary>
    public OptimizerSpec Optimizer { get; init; } = new() { LearningRate = 3e-3f, WarmupUpdates = 100, AverageDecay = 0.99f };

    /// <summary>Part of the embeddings and of the recurrent layers' outputs that is dropped in training.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>Part of the units that are read as unknown in training, so that what is unknown later has been met.</summary>
    public float UnknownRate { get; init; }

    /// <summary>Scheduled sampling (Bengio et al. 2015): part of the decoder's inputs that are the model's own guesses instead of the text, at the end of training; rises from 0 in a straight line.</summary>
    public float OwnInputRate { get; init; }

    /// <summary>Truncated backpropagation: gradients go back over at most so many steps, states are carried on; 0 for whole texts. For tasks with a label at every step and a network that reads forward only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ChunkSteps { get; init; }

    /// <summary>Texts in a batch.</summary>
    public int BatchTexts { get; init; } = 32;

    /// <summary>Longer texts, in units, are not learned from, unless they are cut.</summary>
    public int LongestText { get; init; } = 100;

    /// <summary>Whether of a longer text, or sentence of a paragraph, a stretch of <see cref="LongestText"/> units is learned, another one in every epoch. For autoencoders.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CutLonger { get; init; }

    /// <summary>The first epochs, in which a model for paragraphs learns to write their sentences, each from its own vector.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SentenceEpochs { get; init; }

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Where all randomness starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; each has its own part of every batch.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Minutes between two checkpoints within an epoch.</summary>
    public double CheckpointMinutes { get; init; } = 3;

    /// <summary>The recipe as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingRecipe.JsonOptions);

    /// <summary>Whether a recipe is one of this kind.</summary>
    /// <exception cref="RecipeException">Not JSON.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsTask(string path) => RecipeFile.TaskOf(path) is not null;

    /// <summary>Reads and checks a recipe.</summary>
    /// <exception cref="RecipeException">Not JSON, unknown, missing or repeated fields, or values out of range.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TaskRecipe Load(string path)
    {
        if (RecipeFile.TaskOf(path) is { } task && !s_tasks.Contains(task)) throw new RecipeException(path, $"task must be one that reads text ({string.Join(", ", s_tasks)}) or {EmbeddingRecipe.TaskName}, found \"{task}\"");
        TaskRecipe recipe = RecipeFile.Read<TaskRecipe>(path);
        return recipe.FindProblem() is { } problem ? throw new RecipeException(path, problem) : recipe;
    }

    private string? FindProblem()
    {
        if (NullSetting.Find(("name", Name), ("data", Data), ("text", Text), ("target", Target), ("network", Network), ("optimizer", Optimizer)) is { } missing) return missing;
        if (Name.Length == 0 || Name.AsSpan().ContainsAny("/\\")) return $"name must not be empty and have no slashes, found \"{Name}\"";
        if (Data.Length == 0) return "data must name a file, found \"\"";
        if (Labels?.FirstOrDefault(l => string.IsNullOrEmpty(l.Value)) is { Key: { } unnamed } label) return $"labels.{unnamed} must be a name, found {(label.Value is null ? "null" : "\"\"")}";
        if ((Text.FindProblem("text") ?? Target.FindProblem("target") ?? Network.FindProblem(Task) ?? Optimizer.FindProblem()) is { } problem) return problem;
        if (Text.Size == 0 && Text.NgramBuckets == 0) return "text.size must be at least 1 without text.ngram_buckets, found 0: every unit would be unknown";
        if (Task is TaskKind.LanguageModel && Text.NgramBuckets > 0) return "text.ngram_buckets: a language model writes what it reads, and nothing can be written as n-grams";
        if (Text.Sentences > 0 && Task is not TaskKind.Autoencode) return $"text.sentences belongs to the task autoencode, found {EnumNames.Of(Task)}";
        if (!(Dropout is >= 0 and < 0.95f)) return $"dropout must be 0 to below 0.95, found {Dropout}";
        if (!(UnknownRate is >= 0 and < 0.95f)) return $"unknown_rate must be 0 to below 0.95, found {UnknownRate}";
        if (!(OwnInputRate is >= 0 and <= 1)) return $"own_input_rate must be 0 to 1, found {OwnInputRate}";
        if (ChunkSteps is < 0 or > 100000) return $"chunk_steps must be 0 to 100000, found {ChunkSteps}";
        if (ChunkSteps > 0 && (Network.Bidirectional || Task is not (TaskKind.Tag or TaskKind.LanguageModel))) return "chunk_steps needs the task tag or language_model and a network that reads forward only";
        if (BatchTexts is < 1 or > 100000) return $"batch_texts must be 1 to 100000, found {BatchTexts}";
        if (LongestText is < 1 or > 100000) return $"longest_text must be 1 to 100000, found {LongestText}";
        if (CutLonger && Task is not TaskKind.Autoencode) return $"cut_longer belongs to the task autoencode, found {EnumNames.Of(Task)}";
        if (Epochs is < 1 or > 100000) return $"epochs must be 1 to 100000, found {Epochs}";
        if (SentenceEpochs < 0 || SentenceEpochs >= Epochs) return $"sentence_epochs must be 0 to below epochs ({Epochs}), found {SentenceEpochs}";
        if (SentenceEpochs > 0 && Text.Sentences == 0) return "sentence_epochs belongs to paragraphs (text.sentences), found none";
        if (Workers is < 1 or > 256) return $"workers must be 1 to 256, found {Workers}";
        return CheckpointMinutes > 0 ? null : $"checkpoint_minutes must be above 0, found {CheckpointMinutes}";
    }
}
