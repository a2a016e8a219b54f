using System.Text.Json;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>What all models with one network that reads text have in common. Immutable, shared by any number of threads.</summary>
internal sealed class TextModel
{
    public TextModel(CompiledModel model, TaskKind task)
    {
        CheckTask(model, task);
        Spec = model.Spec;
        Features = new TextFeatures(Spec.Text!);
        Network = new SequenceNetwork(model);
    }

    /// <summary>Refuses a model that is for something else.</summary>
    /// <exception cref="ModelFormatException">It is.</exception>
    public static void CheckTask(CompiledModel model, TaskKind task)
    {
        if (model.Spec.Task != task) throw new ModelFormatException(model.Source, $"expected a model for the task {NameOf(task)}, found one for {NameOf(model.Spec.Task)}");
    }

    /// <summary>A task as recipes write it.</summary>
    public static string NameOf(TaskKind task) => JsonNamingPolicy.SnakeCaseLower.ConvertName(task.ToString());

    public ModelSpec Spec { get; }

    public TextFeatures Features { get; }

    public SequenceNetwork Network { get; }

    /// <summary>[T, tokens] log-probabilities of a text.</summary>
    public float[] Run(IReadOnlyList<string> units)
    {
        float[] outputs = new float[units.Count * Spec.Tokens.Count];
        Network.Run(Network.CreateState(), Features.Encode(units), outputs);
        return outputs;
    }
}
