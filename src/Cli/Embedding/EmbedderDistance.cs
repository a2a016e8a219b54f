using EmbeddedSeq.Cli.WordDiscrimination;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>Words compared by the vectors of a model.</summary>
internal static class EmbedderDistance
{
    public static VectorDistance Of(EmbeddingModel model, IReadOnlyList<WordToken> tokens)
    {
        var embedder = new AudioEmbedder(model);
        return VectorDistance.Encode(model.Spec.Name, tokens.Count, model.Dimension, (i, vector) => embedder.Embed(tokens[i].Samples, vector.Span));
    }
}
