using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

public sealed class TextLayerTests
{
    private static readonly ModelSpec Spec = TextModels.Classifier(TextModels.Hashed);

    [Fact]
    public void Rows_means_and_tanh_are_what_they_say()
    {
        ModelWeights weights = Small();
        float[] w = weights["layers.0.weight"].Data;
        var network = weights.Network();
        float[] y = new float[4];
        network.Run(network.CreateState(), [1, -1, 2, 0], y);
        float[] first = [w[2], w[3]], second = [(w[4] + w[0]) / 2, (w[5] + w[1]) / 2], mean = [(first[0] + second[0]) / 2, (first[1] + second[1]) / 2];
        float[] expected = [.. LogSoftmaxOf(first), .. LogSoftmaxOf(mean)];
        Assert.All(expected.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Outputs_equal_the_equations_in_double()
    {
        ModelWeights weights = Small();
        float[] x = [1, -1, 2, 0, -1, -1, 0, 0], y = new float[8];
        var network = weights.Network();
        network.Run(network.CreateState(), x, y);
        double[] expected = [.. NetworkReference.Run(weights, x).SelectMany(row => row)];
        Assert.All(expected.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Bfloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void Step_by_step_gives_what_the_whole_gives(WeightPrecision precision)
    {
        var network = CompiledModel.Compile(RandomModel.Fill(Spec, 4), precision).Network();
        float[] steps = new TextFeatures(Spec.Text!).Encode(["leave", "taipei", "to", "nowhere"]);
        float[] whole = new float[12], pieces = new float[12];
        network.Run(network.CreateState(), steps, whole);
        NetworkState state = network.CreateState();
        for (int t = 0; t < 4; t++) network.Run(state, steps.AsSpan(t * network.InputSize, network.InputSize), pieces.AsSpan(t * 3, 3));
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void A_number_that_is_no_row_is_refused()
    {
        var network = Small().Network();
        Assert.Contains("found row 3", Assert.Throws<ArgumentException>(() => network.Run(network.CreateState(), [3, -1], new float[2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Run(network.CreateState(), [float.NaN, 0], new float[2]));
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var network = RandomModel.Fill(Spec, 4).Network();
        float[] step = new TextFeatures(Spec.Text!).Encode(["taipei"]), y = new float[3];
        NetworkState state = network.CreateState();
        for (int i = 0; i < 100; i++) network.Run(state, step, y);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++) network.Run(state, step, y);
        }));
    }

    private static ModelWeights Small()
    {
        var spec = new ModelSpec
        {
            Name = "small",
            Task = TaskKind.Tag,
            Text = new() { Unit = TextUnit.Words, Vocabulary = ["?"], NgramBuckets = 2, NgramLeast = 1, NgramMost = 1, NgramsPerUnit = 1 },
            Layers =
            [
                new() { Kind = LayerKind.Embedding, Inputs = 2, Units = 2, Rows = 3 },
                new() { Kind = LayerKind.MeanPool, Inputs = 2, Units = 2 },
                new() { Kind = LayerKind.Tanh, Inputs = 2, Units = 2 },
                new() { Kind = LayerKind.LogSoftmax, Inputs = 2, Units = 2 },
            ],
            Tokens = ["a", "b"],
        };
        spec.Validate("small");
        return RandomModel.Fill(spec, 2, scale: 1);
    }

    private static float[] LogSoftmaxOf(float[] x)
    {
        float[] y = [MathF.Tanh(x[0]), MathF.Tanh(x[1])];
        float sum = MathF.Log(MathF.Exp(y[0]) + MathF.Exp(y[1]));
        return [y[0] - sum, y[1] - sum];
    }
}
