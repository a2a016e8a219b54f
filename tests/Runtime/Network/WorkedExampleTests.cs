using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

/// <summary>Small networks whose outputs can be computed in the head.</summary>
public sealed class WorkedExampleTests
{
    private static readonly float[] Ones = [1, 1, 1, 1], Identity = [1, 0, 0, 1];

    private static readonly ModelWeights Elman = CellModel.With(
        CellModel.Spec(new() { Kind = LayerKind.Rnn, Inputs = 2, Units = 2, Activation = Activation.Linear }, new() { Kind = LayerKind.Dense, Inputs = 2, Units = 2 }),
        ("layers.0.weight_ih", Ones), ("layers.0.weight_hh", Ones), ("layers.1.weight", Ones));

    private static readonly ModelWeights Jordan = CellModel.With(
        CellModel.Spec(new LayerSpec { Kind = LayerKind.Jordan, Inputs = 2, Units = 2, Projection = 2, Activation = Activation.Linear }),
        ("layers.0.weight_ih", Ones), ("layers.0.weight_hh", Identity), ("layers.0.weight_ho", Ones));

    [Fact]
    public void Elman_remembers_its_hidden_units() => Assert.Equal([4, 4, 12, 12, 32, 32], Run(Elman, 1, 1, 1, 1, 2, 2));

    [Fact]
    public void Jordan_remembers_its_outputs() => Assert.Equal([4, 4, 12, 12, 32, 32], Run(Jordan, 1, 1, 1, 1, 2, 2));

    [Fact]
    public void The_order_of_the_inputs_matters()
    {
        foreach (ModelWeights model in new[] { Elman, Jordan })
        {
            float[] other = Run(model, 2, 2, 1, 1, 1, 1);
            Assert.Equal([8, 8, 20, 20, 44, 44], other);
            Assert.NotEqual(Run(model, 1, 1, 1, 1, 2, 2)[^1], other[^1]);
        }
    }

    [Fact]
    public void An_LSTM_cell_writes_keeps_reads_and_forgets()
    {
        ModelSpec spec = CellModel.Spec(new LayerSpec { Kind = LayerKind.Lstm, Inputs = 3, Units = 1, Activation = Activation.Linear, OutputActivation = Activation.Linear });
        ModelWeights model = CellModel.With(
            spec,
            ("layers.0.weight_ih", [0, 100, 0, /* f */ 0, 100, 0, /* g */ 1, 0, 0, /* o */ 0, 0, 100]),
            ("layers.0.bias", [-10, 10, 0, -10]));
        var network = model.Network();
        NetworkState state = network.CreateState();
        float[][] inputs = [[3, 1, 0], [4, 1, 0], [2, 0, 0], [1, 0, 1], [3, -1, 0]];
        (float Output, float Memory)[] expected = [(0, 3), (0, 7), (0, 7), (7, 7), (0, 0)];
        for (int t = 0; t < inputs.Length; t++)
        {
            float[] y = new float[1];
            network.Run(state, inputs[t], y);
            Assert.Equal(expected[t].Output, y[0], 2e-3); // Sigmoids of ±10 are 5e-5 away from 0 and 1.
            Assert.Equal(expected[t].Memory, state.OfLayer(0)[1], 2e-3);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.01f, 20751.6)]
    [InlineData(0.99f, 4.36e-5)]
    [InlineData(0.01f, 0)]
    public void One_linear_unit_after_a_thousand_steps_holds_the_999th_power_of_its_weight(float weight, double expected)
    {
        ModelWeights model = CellModel.With(
            CellModel.Spec(new LayerSpec { Kind = LayerKind.Rnn, Inputs = 1, Units = 1, Activation = Activation.Linear }),
            ("layers.0.weight_ih", [1]), ("layers.0.weight_hh", [weight]));
        float[] inputs = new float[1000];
        inputs[0] = 1;
        Assert.Equal(expected, Run(model, inputs)[^1], Math.Max(1e-7, 1e-3 * expected));
    }

    [Fact]
    public void An_LSTM_layer_has_four_times_the_parameters_of_a_plain_one() =>
        Assert.Equal(4 * CellModel.Spec(RecurrentCells.Create("elman", 7, 9)).ParameterCount, CellModel.Spec(RecurrentCells.Create("lstm", 7, 9)).ParameterCount);

    [Fact]
    public void Groups_of_a_clockwork_network_change_at_multiples_of_their_period()
    {
        ModelWeights model = CellModel.Random("clockwork", units: 8); // Four groups of two.
        float[] y = Run(model, CellModel.Steps(model.Spec, steps: 17));
        for (int t = 1; t < 17; t++)
        {
            for (int unit = 0; unit < 8; unit++)
                Assert.Equal(t % (1 << (unit / 2)) == 0, y[t * 8 + unit] != y[(t - 1) * 8 + unit]);
        }
    }

    private static float[] Run(ModelWeights model, params float[] inputs)
    {
        var network = model.Network();
        float[] outputs = new float[inputs.Length / network.InputSize * network.OutputSize];
        network.Run(network.CreateState(), inputs, outputs);
        return outputs;
    }
}
