using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>A network that grew is the function that it was, and still has something to learn with.</summary>
public class StartingWeightsTests
{
    private const int Steps = 7;

    /// <summary>All cells whose kind says so.</summary>
    public static TheoryData<string> Growing => new(Cells);

    private static IEnumerable<string> Cells => RecurrentCells.Names.Where(name => LayerOf(name, 3, 5).Kind.CanGrow(LayerOf(name, 3, 5), LayerOf(name, 3, 8)));

    [Fact]
    public void Lstm_gru_and_elman_layers_grow() => Assert.Empty(new[] { "lstm", "lstm-peephole", "gru", "gru-simplified", "elman", "irnn" }.Except(Cells));

    [Theory]
    [MemberData(nameof(Growing))]
    public void A_wider_network_starts_as_the_same_function(string cell)
    {
        ModelWeights narrow = Random(Spec(cell, 5));
        ModelWeights wide = Grow(narrow, Spec(cell, 8));

        float[] input = [.. Enumerable.Range(0, Steps * 3).Select(i => MathF.Sin(i))];
        float[] expected = Run(narrow, input), found = Run(wide, input);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-6f);
    }

    [Theory]
    [MemberData(nameof(Growing))]
    public void A_network_that_learns_to_read_backwards_starts_as_the_same_function(string cell)
    {
        foreach (int units in new[] { 5, 8 }) ReadsBackwards(cell, units);
    }

    private static void ReadsBackwards(string cell, int units)
    {
        ModelWeights causal = Random(Spec(cell, 5));
        ModelWeights both = Grow(causal, Spec(cell, units, bidirectional: true));
        Assert.True(both["layers.0.weight_ih_reverse"].Data.AsSpan().IndexOfAnyExcept(0f) >= 0);

        float[] input = [.. Enumerable.Range(0, Steps * 3).Select(i => MathF.Sin(i))];
        float[] expected = Run(causal, input), found = Run(both, input);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-6f);
    }

    [Fact]
    public void New_units_hear_but_are_not_heard()
    {
        ModelWeights wide = Grow(Random(Spec("lstm", 5)), Spec("lstm", 8));
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
        ModelWeights initial = Random(Spec("lstm", 5, bidirectional));
        Assert.Contains(part, Assert.Throws<ModelFormatException>(() => Grow(initial, Spec("lstm", units, bidirectional))).Message, StringComparison.Ordinal);
    }

    private static LayerSpec LayerOf(string cell, int inputs, int units, bool bidirectional = false) => RecurrentCells.Create(cell, inputs, units, bidirectional);

    private static ModelSpec Spec(string cell, int units, bool bidirectional = false)
    {
        LayerSpec first = LayerOf(cell, 3, units, bidirectional), second = LayerOf(cell, first.Outputs, units, bidirectional);
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
