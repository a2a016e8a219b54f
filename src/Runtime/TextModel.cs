using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>What all models with one network that reads text have in common. Immutable, shared by any number of threads.</summary>
internal sealed class TextModel
{
    public TextModel(CompiledModel model, TaskKind task)
    {
        model.RequireTask(task);
        Spec = model.Spec;
        Features = new TextFeatures(Spec.Text!);
        Network = model.Network();
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
