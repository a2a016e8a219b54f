using System.Text.Json;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// Saves and restores a training exactly. The file is a model that can be used at once (its weights are the running average)
/// with the optimiser's state and the position beside it.
/// </summary>
internal static unsafe class Checkpoint
{
    private const string PositionKey = "embeddedseq.training", RecipeKey = "embeddedseq.recipe";
    private const string WeightsPrefix = "training.weights.", FirstPrefix = "training.first_moment.", SecondPrefix = "training.second_moment.";

    /// <summary>Writes a checkpoint; the one that was there is replaced in one step.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is untouched.</exception>
    public static void Save(string path, ModelWeights model, string recipe, TrainingPosition position, ParameterLayout layout, AlignedBuffer weights, Optimizer optimizer)
    {
        var metadata = new Dictionary<string, string>
        {
            [ModelWeights.SpecKey] = model.Spec.ToJson(),
            [RecipeKey] = recipe,
            [PositionKey] = JsonSerializer.Serialize(position),
        };
        SafetensorsWriter.Write(path, metadata,
        [
            .. model.Tensors,
            .. ToTensors(layout.Slots, weights, WeightsPrefix),
            .. ToTensors(layout.Slots, optimizer.FirstMoment, FirstPrefix),
            .. ToTensors(layout.Slots, optimizer.SecondMoment, SecondPrefix),
        ]);
    }

    /// <summary>Reads a checkpoint into weights and optimiser.</summary>
    /// <returns>Where to go on, and the normalisation statistics; those are empty if the model hears nothing.</returns>
    /// <exception cref="ModelFormatException">Not a checkpoint, a damaged one, or one of another model or recipe.</exception>
    public static (TrainingPosition Position, float[] Mean, float[] Std) Load(string path, ModelSpec spec, string recipe, ParameterLayout layout, AlignedBuffer weights, Optimizer optimizer)
    {
        using var reader = new SafetensorsReader(path);
        ModelWeights model = ModelWeights.Read(reader, path);
        bool isOther = model.Spec.ToJson() != spec.ToJson();
        if (isOther && reader.Metadata.GetValueOrDefault(RecipeKey) == recipe && ChangedData(model.Spec, spec) is { } change) throw new ModelFormatException(path, $"the data have changed since this checkpoint: {change}; train into another folder, or bring the data back");
        if (isOther) throw new ModelFormatException(path, "this checkpoint is of another model than the recipe describes; train into another folder");
        if (!reader.Metadata.TryGetValue(RecipeKey, out string? savedRecipe) || !reader.Metadata.TryGetValue(PositionKey, out string? json))
            throw new ModelFormatException(path, "a model, not a checkpoint: it has no training state");
        if (savedRecipe != recipe) throw new ModelFormatException(path, "this checkpoint was made with other settings than the recipe's; train into another folder, or bring the recipe back");
        FromTensors(layout, weights, WeightsPrefix, reader);
        FromTensors(layout, optimizer.FirstMoment, FirstPrefix, reader);
        FromTensors(layout, optimizer.SecondMoment, SecondPrefix, reader);
        foreach (ParameterLayout.Slot slot in layout.Slots) model[slot.Name].Data.CopyTo(optimizer.Average.Span(slot.Offset, slot.Length));
        TrainingPosition position = ReadPosition(json, path);
        optimizer.Updates = position.Updates;
        return spec.Audio is null ? (position, [], []) : (position, model["features.mean"].Data, model["features.std"].Data);
    }

    /// <summary>A model with the numbers of a flat vector.</summary>
    public static ModelWeights ToModel(ModelSpec spec, ParameterLayout layout, AlignedBuffer values, float[] mean, float[] std) =>
        new(spec, spec.Audio is null ? ToTensors(layout.Tensors, values, "") : [.. ToTensors(layout.Tensors, values, ""), new Tensor("features.mean", [mean.Length], mean), new Tensor("features.std", [std.Length], std)]);

    // With the same recipe, what a model reads and writes follows from the texts that it learns from.
    private static string? ChangedData(ModelSpec saved, ModelSpec spec)
    {
        string tokens = spec.Task is TaskKind.Tag or TaskKind.Classify ? "labels" : "vocabulary that is written";
        return Difference("vocabulary", saved.Text?.Vocabulary ?? [], spec.Text?.Vocabulary ?? []) ?? Difference(tokens, saved.Tokens, spec.Tokens);
    }

    private static string? Difference(string what, IReadOnlyList<string> saved, IReadOnlyList<string> now)
    {
        if (saved.SequenceEqual(now)) return null;
        string? added = now.Except(saved).FirstOrDefault(), lost = saved.Except(now).FirstOrDefault();
        string example = added is not null ? $"\"{added}\" is new" : lost is not null ? $"\"{lost}\" is gone" : "in another order";
        return $"the {what} had {saved.Count} entries and has {now.Count}, {example}";
    }

    private static TrainingPosition ReadPosition(string json, string path)
    {
        TrainingPosition? position;
        try
        {
            position = JsonSerializer.Deserialize<TrainingPosition>(json);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(path, $"the training position is not valid: {JsonProblem.Describe(e)}", e);
        }
        if (position is not { Epoch: >= 0, Batch: >= 0, Updates: >= 0, EpochSteps: >= 0, SkippedUpdates: >= 0, Seconds: >= 0, AudioSeconds: >= 0 })
            throw new ModelFormatException(path, $"expected a training position without negative numbers, found {json}");
        return position;
    }

    private static IEnumerable<Tensor> ToTensors(IEnumerable<ParameterLayout.Slot> slots, AlignedBuffer values, string prefix) =>
        slots.Select(slot => new Tensor(prefix + slot.Name, slot.Shape, values.Span(slot.Offset, slot.Length).ToArray()));

    private static void FromTensors(ParameterLayout layout, AlignedBuffer values, string prefix, SafetensorsReader reader)
    {
        foreach (ParameterLayout.Slot slot in layout.Slots)
            reader.ReadFloat32(new TensorSpec(prefix + slot.Name, slot.Shape)).Data.CopyTo(values.Span(slot.Offset, slot.Length));
    }
}
