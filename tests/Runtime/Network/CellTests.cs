using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

/// <summary>What every recurrent cell has to keep to.</summary>
public sealed class CellTests
{
    public static TheoryData<string> Cells => [.. RecurrentCells.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Outputs_equal_the_equations_in_double(string cell)
    {
        foreach (int units in new[] { 1, 2, 5, 16, 17, 24, 40, 65 })
        {
            foreach (bool bidirectional in new[] { false, true })
            {
                ModelWeights model = CellModel.Random(cell, units, bidirectional);
                float[] inputs = CellModel.Steps(model.Spec, steps: 11);
                double[] expected = [.. NetworkReference.Run(model, inputs).SelectMany(row => row)];
                float[] actual = Run(model.Network(), inputs, int.MaxValue);
                for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 2e-5 * Math.Max(1, Math.Abs(expected[i])), $"{units} units, number {i}: expected {expected[i]}, found {actual[i]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_stream_gives_the_bits_of_the_whole_sequence_alone_and_among_others(string cell)
    {
        foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
        {
            foreach (int units in new[] { 7, 24, 66 })
            {
                var network = CompiledModel.Compile(CellModel.Random(cell, units), precision).Network();
                float[] inputs = CellModel.Steps(CellModel.Random(cell, units).Spec, steps: 40);
                float[] whole = Run(network, inputs, int.MaxValue);
                foreach (int piece in new[] { 1, 3, 25 }) Assert.Equal(whole, Run(network, inputs, piece));
                Assert.Equal(whole, RunAmongOthers(network, inputs));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Rounded_weights_stay_near_the_exact_ones(string cell)
    {
        ModelWeights model = CellModel.Random(cell, units: 24);
        float[] inputs = CellModel.Steps(model.Spec, steps: 10), exact = Run(model.Network(), inputs, int.MaxValue);
        float largest = exact.Max(Math.Abs);
        foreach ((WeightPrecision precision, float tolerance) in new[] { (WeightPrecision.Bfloat16, 0.02f), (WeightPrecision.Int8, 0.1f) })
        {
            float[] rounded = Run(CompiledModel.Compile(model, precision).Network(), inputs, int.MaxValue);
            for (int i = 0; i < exact.Length; i++) Assert.True(Math.Abs(exact[i] - rounded[i]) < tolerance * largest, $"{precision}, number {i}: {exact[i]} became {rounded[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_state_can_be_read_and_given(string cell)
    {
        foreach (bool bidirectional in new[] { false, true })
        {
            ModelWeights model = CellModel.Random(cell, units: 6, bidirectional);
            var network = model.Network();
            float[] inputs = CellModel.Steps(model.Spec, steps: 8), outputs = new float[8 * network.OutputSize], again = new float[outputs.Length];
            NetworkState first = network.CreateState(), second = network.CreateState();
            network.Run(first, inputs, outputs);
            Assert.Equal(outputs[(7 * network.OutputSize)..][..model.Spec.Layers[0].OutputsOfDirection], first.OfLayer(0)[..model.Spec.Layers[0].OutputsOfDirection].ToArray());
            first.OfLayer(0).CopyTo(second.OfLayer(0));
            network.Run(first, inputs, outputs);
            network.Run(second, inputs, again);
            Assert.Equal(outputs, again);
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Steps_allocate_nothing(string cell)
    {
        foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
        {
            ModelWeights model = CellModel.Random(cell, units: 20);
            var network = CompiledModel.Compile(model, precision).Network();
            float[] inputs = CellModel.Steps(model.Spec, steps: 1), outputs = new float[network.OutputSize];
            NetworkState state = network.CreateState();
            network.Run(state, inputs, outputs);
            Assert.Equal(0, AllocatedBytes.Least(() =>
            {
                for (int i = 0; i < 200; i++) network.Run(state, inputs, outputs);
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Layers_stack_in_one_and_both_directions_with_normalisation_between(string cell)
    {
        foreach (bool bidirectional in new[] { false, true })
        {
            LayerSpec first = RecurrentCells.Create(cell, 4, 12, bidirectional), second = RecurrentCells.Create(cell, first.Outputs, 8, bidirectional);
            ModelSpec spec = CellModel.Spec(
                first,
                new() { Kind = LayerKind.LayerNorm, Inputs = first.Outputs, Units = first.Outputs },
                second,
                new() { Kind = LayerKind.Dense, Inputs = second.Outputs, Units = 21, Activation = Activation.Relu },
                new() { Kind = LayerKind.LogSoftmax, Inputs = 21, Units = 21 });
            ModelWeights model = RandomModel.Fill(spec, seed: 3, scale: 1);
            float[] inputs = CellModel.Steps(spec, steps: 9);
            double[] expected = [.. NetworkReference.Run(model, inputs).SelectMany(row => row)];
            float[] actual = Run(model.Network(), inputs, int.MaxValue);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 5e-5);
        }
    }

    [Fact]
    public void Layers_that_are_compiled_and_saved_give_the_same_numbers()
    {
        foreach (string cell in RecurrentCells.Names)
        {
            ModelWeights model = CellModel.Random(cell, units: 12);
            using var file = new TempFile();
            ModelCompiler.Save(model, WeightPrecision.Float32, file.Path);
            float[] inputs = CellModel.Steps(model.Spec, steps: 5);
            Assert.Equal(Run(model.Network(), inputs, 5), Run(CompiledModel.Open(file.Path).Network(), inputs, 5));
            Assert.Equal(model.Spec.ToJson(), ModelWeights.Load(file.Path).Spec.ToJson());
        }
    }

    /// <summary>The stream is the third of thirty that are a different number of steps ahead of it.</summary>
    private static float[] RunAmongOthers(SequenceNetwork network, float[] inputs)
    {
        const int Streams = 30, Place = 2;
        int steps = inputs.Length / network.InputSize;
        var batch = new NetworkBatch(network, Streams);
        NetworkState[] states = [.. Enumerable.Range(0, Streams).Select(_ => network.CreateState())];
        for (int s = 0; s < Streams; s++)
        {
            if (s != Place) network.Run(states[s], inputs.AsSpan(0, s * network.InputSize), new float[s * network.OutputSize]);
        }
        float[] outputs = new float[steps * network.OutputSize];
        for (int t = 0; t < steps; t++)
        {
            for (int s = 0; s < Streams; s++) batch.Add(states[s], inputs.AsSpan((s == Place ? t : (t * 7 + s) % steps) * network.InputSize, network.InputSize));
            batch.Run();
            batch.Output(Place).CopyTo(outputs.AsSpan(t * network.OutputSize));
            batch.Clear();
        }
        return outputs;
    }

    private static float[] Run(SequenceNetwork network, float[] inputs, int piece)
    {
        NetworkState state = network.CreateState();
        int steps = inputs.Length / network.InputSize;
        float[] outputs = new float[steps * network.OutputSize];
        for (int t = 0, n; t < steps; t += n)
        {
            n = Math.Min(piece, steps - t);
            network.Run(state, inputs.AsSpan(t * network.InputSize, n * network.InputSize), outputs.AsSpan(t * network.OutputSize, n * network.OutputSize));
        }
        return outputs;
    }
}
