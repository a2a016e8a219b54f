using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Tests;
using Microsoft.Extensions.AI;

namespace EmbeddedSeq.Extensions.AI.Tests;

public sealed class AudioEmbeddingGeneratorTests
{
    private static readonly EmbeddingModel Model = new(WordModel.Weights());
    private readonly IEmbeddingGenerator<AudioSegment, Embedding<float>> _generator = Model.AsIEmbeddingGenerator();

    [Fact]
    public async Task Segments_become_the_vectors_of_the_embedder_in_their_order()
    {
        float[][] sounds = [ToneModel.Speak("ab"), ToneModel.Speak("ba"), ToneModel.Speak("a")];
        GeneratedEmbeddings<Embedding<float>> vectors = await _generator.GenerateAsync(sounds.Select(s => new AudioSegment(s)));
        var embedder = new AudioEmbedder(Model);
        float[] expected = new float[Model.Dimension];
        for (int i = 0; i < sounds.Length; i++)
        {
            embedder.Embed(sounds[i], expected);
            Assert.Equal(expected, vectors[i].Vector.ToArray());
            Assert.Equal("words", vectors[i].ModelId);
        }
    }

    [Fact]
    public async Task Another_rate_is_resampled()
    {
        float[] sound = ToneModel.Speak("aba");
        GeneratedEmbeddings<Embedding<float>> vectors = await _generator.GenerateAsync([new AudioSegment(sound), new AudioSegment(Resampler.Resample(sound, 16000, 48000), 48000)]);
        Assert.True(vectors[0].Vector.ToArray().Zip(vectors[1].Vector.ToArray(), (a, b) => a * b).Sum() > 0.99f);
    }

    [Fact]
    public async Task Requests_at_the_same_time_do_not_disturb_each_other()
    {
        AudioSegment[] segments = [.. Enumerable.Range(0, 8).Select(i => new AudioSegment(ToneModel.Speak(i % 2 == 0 ? "ab" : "bba")))];
        float[][] alone = [.. (await _generator.GenerateAsync(segments)).Select(v => v.Vector.ToArray())];
        foreach (GeneratedEmbeddings<Embedding<float>> vectors in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _generator.GenerateAsync(segments))))
            Assert.Equal(alone, vectors.Select(v => v.Vector.ToArray()));
    }

    [Fact]
    public async Task It_tells_what_it_is_and_can_be_cancelled()
    {
        var metadata = (EmbeddingGeneratorMetadata)_generator.GetService(typeof(EmbeddingGeneratorMetadata))!;
        Assert.Equal(("embeddedseq", "words", 10), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(Model, _generator.GetService(typeof(EmbeddingModel)));
        Assert.Null(_generator.GetService(typeof(string)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _generator.GenerateAsync([new AudioSegment(new float[1000])], cancellationToken: new CancellationToken(canceled: true)));
    }
}
