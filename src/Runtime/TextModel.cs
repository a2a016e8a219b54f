using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>What all models with one network that reads text have in common. Immutable, shared by any number of threads.</summary>
internal sealed class TextModel
{
    public TextModel(CompiledModel model, TaskKind task)
    {
        CheckTask(model.Spec, task);
        Spec = model.Spec;
        Features = new TextFeatures(Spec.Text!);
        Network = new SequenceNetwork(model);
    }

    /// <summary>Refuses a model that is for something else.</summary>
    /// <exception cref="ModelFormatException">It is.</exception>
    public static void CheckTask(ModelSpec spec, TaskKind task)
    {
        if (spec.Task != task) throw new ModelFormatException(spec.Name, $"expected a model for the task {task}, found one for {spec.Task}");
    }

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
