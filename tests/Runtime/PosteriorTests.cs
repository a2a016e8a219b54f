using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Features and network together: the streaming path makes the same posteriors, bit by bit, as the path for whole utterances.</summary>
public sealed class PosteriorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Streamed_posteriors_are_those_of_the_whole(bool bidirectional)
    {
        SpeechModel model = new(RandomModel.Create(3, [20, 17], bidirectional));
        FeatureSpec features = model.Spec.Features;
        float[] samples = Recognition.Babble(1.5, seed: 9);

        float[] frames = FeatureExtractor.Frames(model.LogMel, samples);
        model.Normalization.Run(frames);
        float[] inputs = FeatureExtractor.Stack(frames, features);
        float[] expected = new float[inputs.Length / model.Network.InputSize * model.Network.OutputSize];
        model.Network.Run(model.Network.CreateState(), inputs, expected);

        float[] withTail = [.. samples, .. new float[features.TailLength]];
        foreach (int seed in new[] { 1, 2, 3 }) Assert.Equal(expected, Stream(model, withTail, new Random(seed)));
    }

    private static float[] Stream(SpeechModel model, float[] samples, Random random)
    {
        var stream = new FeatureStream(model.LogMel, model.Normalization);
        var network = new NetworkStream(model.Network);
        float[] step = new float[model.Network.InputSize];
        var posteriors = new List<float>();
        for (int at = 0; at < samples.Length;)
        {
            at += stream.Push(samples.AsSpan(at, Math.Min(random.Next(0, 1000), samples.Length - at)));
            if (stream.TryRead(step)) posteriors.AddRange(network.Push(step));
        }
        posteriors.AddRange(network.Finish());
        return [.. posteriors];
    }
}
