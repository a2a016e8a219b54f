using EmbeddedSeq.Runtime;
using Microsoft.Extensions.AI;

namespace EmbeddedSeq.Extensions.AI;

/// <summary>From a model of spoken words to the interfaces of Microsoft.Extensions.AI.</summary>
public static class EmbeddingModelExtensions
{
    /// <summary>A generator of the model's vectors.</summary>
    /// <param name="model">May be shared.</param>
    public static IEmbeddingGenerator<AudioSegment, Embedding<float>> AsIEmbeddingGenerator(this EmbeddingModel model) => new AudioEmbeddingGenerator(model);
}
