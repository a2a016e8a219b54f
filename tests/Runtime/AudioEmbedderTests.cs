using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

public sealed class AudioEmbedderTests
{
    private static readonly EmbeddingModel Model = new(RandomModel.Fill(Spec(tail: 1000), seed: 1));

    internal static ModelSpec Spec(int tail, bool decoder = true)
    {
        var features = new FeatureSpec { Bands = 8, Stack = 4, Skip = 2, TailLength = tail };
        var networks = new Dictionary<string, IReadOnlyList<LayerSpec>>
        {
            [NetworkNames.Encoder] = [new() { Kind = LayerKind.Lstm, Inputs = 32, Units = 20 }, new() { Kind = LayerKind.Dense, Inputs = 20, Units = 12 }],
            [NetworkNames.Decoder] = [new() { Kind = LayerKind.Lstm, Inputs = 12, Units = 20 }, new() { Kind = LayerKind.Dense, Inputs = 20, Units = 16 }],
        };
        if (!decoder) networks.Remove(NetworkNames.Decoder);
        return new ModelSpec { Name = "words", Task = TaskKind.EmbedSpeech, Features = features, Layers = [], Networks = networks, Tokens = [] };
    }

    [Fact]
    public void The_vector_has_length_1_and_does_not_depend_on_how_the_samples_were_cut()
    {
        float[] samples = Noise(30000, 1), whole = new float[12], pieces = new float[12];
        var embedder = new AudioEmbedder(Model);
        embedder.Embed(samples, whole);
        Assert.Equal(1, whole.Sum(x => (double)x * x), 1e-5);
        var random = new Random(2);
        foreach (int most in new[] { 1, 160, 5000 })
        {
            for (int at = 0; at < samples.Length;)
            {
                int count = Math.Min(samples.Length - at, 1 + random.Next(most));
                embedder.Push(samples.AsSpan(at, count));
                at += count;
            }
            embedder.Finish(pieces);
            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void The_vector_is_the_encoders_last_output()
    {
        float[] samples = Noise(9000, 3), vector = new float[12];
        new AudioEmbedder(Model).Embed(samples, vector);
        // 10000 samples with the tail: 61 frames, 29 steps, more than the block of steps that is run together.
        float[] frames = FeatureExtractor.Frames(Model.LogMel, samples);
        Model.Normalization.Run(frames);
        float[] steps = FeatureExtractor.Stack(frames, Model.Spec.Features), outputs = new float[29 * 12];
        Model.Encoder.Run(Model.Encoder.CreateState(), steps, outputs);
        double norm = Math.Sqrt(outputs[^12..].Sum(x => (double)x * x));
        for (int d = 0; d < 12; d++) Assert.Equal(outputs[^(12 - d)] / norm, vector[d], 1e-5);
    }

    [Fact]
    public void A_segment_leaves_nothing_behind()
    {
        float[] samples = Noise(8000, 4), first = new float[12], second = new float[12];
        var embedder = new AudioEmbedder(Model);
        embedder.Embed(samples, first);
        embedder.Push(Noise(7777, 5));
        embedder.Reset();
        embedder.Push(samples);
        embedder.Finish(second);
        Assert.Equal(first, second);
        embedder.Push(Noise(500, 6));
        embedder.Embed(samples, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] samples = Noise(50000, 7), vector = new float[12], frames = new float[16];
        var embedder = new AudioEmbedder(Model);
        var decoder = new AudioDecoder(Model);
        embedder.Embed(samples.AsSpan(0, 2000), vector);
        decoder.Start(vector);
        decoder.Next(frames);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            embedder.Embed(samples, vector);
            embedder.Push(samples);
            embedder.Finish(vector);
            decoder.Start(vector);
            for (int i = 0; i < 100; i++) decoder.Next(frames);
        }));
    }

    [Fact]
    public void A_sound_too_short_for_a_step_has_the_vector_0()
    {
        float[] vector = [.. Enumerable.Repeat(1f, 12)];
        new AudioEmbedder(new EmbeddingModel(RandomModel.Fill(Spec(tail: 0), 1))).Embed(new float[100], vector);
        Assert.All(vector, x => Assert.Equal(0, x));
    }

    [Fact]
    public void The_decoder_writes_steps_that_follow_from_the_vector()
    {
        float[] vector = new float[12], once = new float[16], again = new float[16];
        new AudioEmbedder(Model).Embed(Noise(8000, 8), vector);
        var decoder = new AudioDecoder(Model);
        Assert.Equal((2, 16), (decoder.FramesPerStep, decoder.StepSize));
        decoder.Start(vector);
        decoder.Next(once);
        decoder.Next(again);
        Assert.NotEqual(once, again); // It remembers what it wrote.
        decoder.Start(vector);
        decoder.Next(again);
        Assert.Equal(once, again);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var embedder = new AudioEmbedder(Model);
        Assert.Throws<ArgumentException>(() => embedder.Embed(new float[100], new float[11]));
        Assert.Throws<ArgumentException>(() => new AudioDecoder(Model).Start(new float[13]));
        Assert.Throws<ArgumentException>(() => new AudioDecoder(new EmbeddingModel(RandomModel.Fill(Spec(0, decoder: false), 1))));
        Assert.Contains("expected a model for the task embed_speech, found one for transcribe", Assert.Throws<ModelFormatException>(() => new EmbeddingModel(RandomModel.Create(1, [4]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder", "needs a network named encoder")]
    [InlineData("inputs", "inputs must be 32")]
    [InlineData("written", "decoder: expected 16 outputs")]
    [InlineData("backwards", "found a bidirectional layer")]
    [InlineData("tokens", "has no tokens")]
    [InlineData("more", "has no network named more")]
    public void A_wrong_description_is_named(string fault, string message)
    {
        ModelSpec spec = Spec(0);
        var networks = new Dictionary<string, IReadOnlyList<LayerSpec>>(spec.Networks!);
        switch (fault)
        {
            case "encoder": networks.Remove(NetworkNames.Encoder); break;
            case "inputs": networks[NetworkNames.Encoder] = [networks[NetworkNames.Encoder][0] with { Inputs = 31 }, networks[NetworkNames.Encoder][1]]; break;
            case "written": networks[NetworkNames.Decoder] = [networks[NetworkNames.Decoder][0], networks[NetworkNames.Decoder][1] with { Units = 15 }]; break;
            case "backwards": networks[NetworkNames.Encoder] = [networks[NetworkNames.Encoder][0] with { Bidirectional = true }, networks[NetworkNames.Encoder][1] with { Inputs = 40 }]; break;
            case "tokens": spec = spec with { Tokens = [""] }; break;
            default: networks["more"] = networks[NetworkNames.Encoder]; break;
        }
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => (spec with { Networks = networks }).Validate("x")).Message, StringComparison.Ordinal);
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 0.4f - 0.2f)];
    }
}
