using System.Collections.Concurrent;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;
using Microsoft.Extensions.AI;

namespace EmbeddedSeq.Extensions.AI;

/// <summary>
/// Vectors of spoken words with a local model, for programs that are written against Microsoft.Extensions.AI. Any number of requests
/// may run at once; work is done on the thread pool.
/// </summary>
/// <remarks>Vectors have length 1; the scalar product of two says how alike they sound. Options are not looked at: the model decides about the length of its vectors.</remarks>
/// <param name="model">May be shared.</param>
public sealed class AudioEmbeddingGenerator(EmbeddingModel model) : IEmbeddingGenerator<AudioSegment, Embedding<float>>
{
    private readonly ConcurrentBag<AudioEmbedder> _idle = [];
    private readonly EmbeddingGeneratorMetadata _metadata = new("embeddedseq", providerUri: null, model.Spec.Name, model.Dimension);

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<AudioSegment> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Task.Run(() => Generate(values, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return _metadata;
        if (serviceType == typeof(EmbeddingModel)) return model;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: a model needs no clean-up, and it may be in use elsewhere.</summary>
    public void Dispose()
    {
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(IEnumerable<AudioSegment> segments, CancellationToken cancellation)
    {
        if (!_idle.TryTake(out AudioEmbedder? embedder)) embedder = new AudioEmbedder(model);
        try
        {
            var results = new GeneratedEmbeddings<Embedding<float>>();
            foreach (AudioSegment segment in segments)
            {
                cancellation.ThrowIfCancellationRequested();
                float[] vector = new float[model.Dimension];
                ReadOnlySpan<float> samples = segment.Samples.Span;
                embedder.Embed(segment.SampleRate == model.SampleRate ? samples : Resampler.Resample(samples, segment.SampleRate, model.SampleRate), vector);
                results.Add(new Embedding<float>(vector) { CreatedAt = DateTimeOffset.UtcNow, ModelId = model.Spec.Name });
            }
            return results;
        }
        finally
        {
            _idle.Add(embedder);
        }
    }
}
