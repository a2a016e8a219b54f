using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

public sealed class SequenceNetworkTests
{
    private const double Tolerance = 2e-5;

    public static TheoryData<int> Units => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Units))]
    public void Outputs_equal_the_equations_in_double(int units)
    {
        foreach (bool bidirectional in new[] { false, true })
        {
            ModelWeights model = Model(units, bidirectional);
            float[] inputs = Inputs(model, steps: 1 + units % 9, seed: units);
            double[][] expected = NetworkReference.Run(model, inputs);

            float[] actual = Run(model.Network(), inputs, int.MaxValue);

            double[] flat = [.. expected.SelectMany(row => row)];
            Assert.Equal(flat.Length, actual.Length);
            for (int i = 0; i < flat.Length; i++) Assert.Equal(flat[i], actual[i], Tolerance);
        }
    }

    [Theory]
    [InlineData(16)] // On one thread.
    [InlineData(17)] // On two.
    [InlineData(300)]
    public void Long_bidirectional_sequences_equal_the_equations_too(int steps)
    {
        ModelWeights model = Model(units: 21, bidirectional: true);
        float[] inputs = Inputs(model, steps, seed: steps);
        double[] expected = [.. NetworkReference.Run(model, inputs).SelectMany(row => row)];
        var network = model.Network();

        float[] actual = Run(network, inputs, int.MaxValue);

        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], Tolerance);
        Assert.Equal(actual, Run(network, inputs, int.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(33)]
    public void Pieces_of_any_length_give_the_numbers_of_the_whole(int units)
    {
        ModelWeights model = Model(units, bidirectional: false);
        var network = model.Network();
        float[] inputs = Inputs(model, steps: 50, seed: 1);
        float[] whole = Run(network, inputs, int.MaxValue);
        foreach (int piece in new[] { 1, 2, 7, 49 }) Assert.Equal(whole, Run(network, inputs, piece));
    }

    [Fact]
    public void Warming_up_touches_no_stream()
    {
        var network = RandomModel.Create(7, [20]).Network();
        float[] x = new float[2 * network.InputSize], expected = new float[2 * network.OutputSize], y = new float[2 * network.OutputSize];
        for (int i = 0; i < x.Length; i++) x[i] = MathF.Sin(i);
        network.Run(network.CreateState(), x, expected);
        NetworkState state = network.CreateState();
        network.Run(state, x.AsSpan(0, network.InputSize), y.AsSpan(0, network.OutputSize));
        network.Warmup();
        network.Run(state, x.AsSpan(network.InputSize), y.AsSpan(network.OutputSize));
        Assert.Equal(expected, y);
    }

    [Fact]
    public void Reset_and_copied_states_repeat_the_numbers()
    {
        ModelWeights model = Model(units: 10, bidirectional: false);
        var network = model.Network();
        float[] inputs = Inputs(model, steps: 4, seed: 2), first = new float[4 * network.OutputSize], second = new float[first.Length], copied = new float[first.Length];
        NetworkState state = network.CreateState(), copy = network.CreateState();

        network.Run(state, inputs, first);
        copy.CopyFrom(state);
        network.Run(state, inputs, second);
        network.Run(copy, inputs, copied);
        Assert.NotEqual(first, second);
        Assert.Equal(second, copied);

        state.Reset();
        network.Run(state, inputs, second);
        Assert.Equal(first, second);
        Assert.Throws<ArgumentException>(() => copy.CopyFrom(Model(units: 40, bidirectional: false).Network().CreateState()));
    }

    [Fact]
    public void Steps_of_a_running_network_allocate_nothing()
    {
        ModelWeights model = Model(units: 20, bidirectional: false);
        var network = model.Network();
        float[] inputs = Inputs(model, steps: 1, seed: 3), outputs = new float[network.OutputSize];
        NetworkState state = network.CreateState();
        network.Run(state, inputs, outputs);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 1000; i++) network.Run(state, inputs, outputs);
        }));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var network = Model(units: 3, bidirectional: false).Network();
        NetworkState state = network.CreateState();
        Assert.Throws<ArgumentException>(() => network.Run(state, new float[network.InputSize + 1], new float[network.OutputSize]));
        Assert.Throws<ArgumentException>(() => network.Run(state, new float[2 * network.InputSize], new float[network.OutputSize]));
        network.Run(state, [], []);
    }

    private static ModelWeights Model(int units, bool bidirectional) =>
        RandomModel.Create(units, units % 3 == 0 ? [units, units + 1] : [units], bidirectional, new FeatureSpec { Bands = 1 + units % 5 }, scale: 2);

    private static float[] Inputs(ModelWeights model, int steps, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, steps * model.Spec.InputSize).Select(_ => random.NextSingle() * 4 - 2)];
    }

    private static float[] Run(SequenceNetwork network, float[] inputs, int piece)
    {
        NetworkState state = network.CreateState();
        float[] outputs = new float[inputs.Length / network.InputSize * network.OutputSize];
        int steps = inputs.Length / network.InputSize;
        for (int t = 0; t < steps;)
        {
            int n = Math.Min(piece, steps - t);
            network.Run(state, inputs.AsSpan(t * network.InputSize, n * network.InputSize), outputs.AsSpan(t * network.OutputSize, n * network.OutputSize));
            t += n;
        }
        return outputs;
    }
}
