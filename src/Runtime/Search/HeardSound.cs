namespace EmbeddedSeq.Runtime.Search;

/// <summary>What was heard in a stretch of sound, to be added to an index.</summary>
/// <param name="Costs">[T, V], see <see cref="PosteriorCode"/>.</param>
/// <param name="Places">[N, 2]: first step and number of steps of each word-like stretch; empty without a model of spoken words.</param>
/// <param name="Vectors">[N, D], see <see cref="VectorCode"/>.</param>
public sealed record HeardSound(byte[] Costs, int[] Places, sbyte[] Vectors);
