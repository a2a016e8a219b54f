using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>A network that grew is the function that it was, and still has something to learn with.</summary>
public class StartingWeightsTests
{
    private const int Steps = 7;

    [Theory]
    [InlineData(nameof(LayerKind.Lstm))]
    [InlineData(nameof(LayerKind.Gru))]
    [InlineData(nameof(LayerKind.Rnn))]
    public void A_wider_network_starts_as_the_same_function(string kind)
    {
        ModelWeights narrow = Random(Spec(kind, 5));
        ModelWeights wide = Grow(narrow, Spec(kind, 8));

        float[] input = [.. Enumerable.Range(0, Steps * 3).Select(i => MathF.Sin(i))];
        float[] expected = Run(narrow, input), found = Run(wide, input);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-6f);
    }

    [Theory]
    [InlineData(nameof(LayerKind.Lstm), 5)]
    [InlineData(nameof(LayerKind.Gru), 5)]
    [InlineData(nameof(LayerKind.Rnn), 5)]
    [InlineData(nameof(LayerKind.Lstm), 8)]
    public void A_network_that_learns_to_read_backwards_starts_as_the_same_function(string kind, int units)
    {
        ModelWeights causal = Random(Spec(kind, 5));
        ModelWeights both = Grow(causal, Spec(kind, units, bidirectional: true));
        Assert.True(both["layers.0.weight_ih_reverse"].Data.AsSpan().IndexOfAnyExcept(0f) >= 0);

        float[] input = [.. Enumerable.Range(0, Steps * 3).Select(i => MathF.Sin(i))];
        float[] expected = Run(causal, input), found = Run(both, input);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-6f);
    }

    [Fact]
    public void New_units_hear_but_are_not_heard()
    {
        ModelWeights wide = Grow(Random(Spec(nameof(LayerKind.Lstm), 5)), Spec(nameof(LayerKind.Lstm), 8));
        float[] recurrent = wide["layers.1.weight_hh"].Data, output = wide["layers.2.weight"].Data;
        for (int row = 0; row < 4 * 8; row++)
        {
            Span<float> fromNew = recurrent.AsSpan(row * 8 + 5, 3);
            Assert.Equal(row % 8 < 5, fromNew.IndexOfAnyExcept(0f) < 0);
        }
        for (int row = 0; row < 4; row++) Assert.True(output.AsSpan(row * 8 + 5, 3).IndexOfAnyExcept(0f) < 0);
    }

    [Theory]
    [InlineData(4, false, "wider")]
    [InlineData(8, true, "wider")]
    public void Only_recurrent_layers_of_one_direction_grow(int units, bool bidirectional, string part)
    {
        ModelWeights initial = Random(Spec(nameof(LayerKind.Lstm), 5, bidirectional));
        Assert.Contains(part, Assert.Throws<ModelFormatException>(() => Grow(initial, Spec(nameof(LayerKind.Lstm), units, bidirectional))).Message, StringComparison.Ordinal);
    }

    private static ModelSpec Spec(string kind, int units, bool bidirectional = false)
    {
        LayerSpec Layer(int inputs)
        {
            LayerSpec layer = new() { Kind = LayerKind.Named(kind)!, Inputs = inputs, Units = units, Bidirectional = bidirectional };
            if (layer.Kind == LayerKind.Rnn) return layer with { Activation = EmbeddedSeq.Runtime.Kernels.Activation.Tanh };
            return layer.Kind == LayerKind.Gru ? layer with { Reset = GruReset.After } : layer;
        }
        LayerSpec first = Layer(3), second = Layer(first.Outputs);
        return new ModelSpec { Name = "growing", Task = TaskKind.Sequence, Layers = [first, second, new() { Kind = LayerKind.Dense, Inputs = second.Outputs, Units = 4 }], Tokens = [] };
    }

    private static float[] Run(ModelWeights model, float[] input)
    {
        var network = model.Network();
        float[] output = new float[Steps * network.OutputSize];
        network.Run(network.CreateState(), input, output);
        return output;
    }

    private static ModelWeights Random(ModelSpec spec)
    {
        var layout = new ParameterLayout(spec);
        var weights = new AlignedBuffer(layout.Length);
        WeightInitializer.Fill(layout, weights, seed: 1);
        return ToModel(spec, layout, weights);
    }

    private static ModelWeights Grow(ModelWeights initial, ModelSpec spec)
    {
        var layout = new ParameterLayout(spec);
        var weights = new AlignedBuffer(layout.Length);
        StartingWeights.Fill(initial, spec, layout, weights, seed: 2);
        return ToModel(spec, layout, weights);
    }

    private static ModelWeights ToModel(ModelSpec spec, ParameterLayout layout, AlignedBuffer weights) =>
        new(spec, layout.Tensors.Select(t => new Tensor(t.Name, t.Shape, weights.Span(t.Offset, t.Length).ToArray())));
}
