using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using static EmbeddedSeq.Trainer.Tests.Network.GradientTests;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>Every recurrent cell in both directions: gradients of every tensor, the inputs and the states, chunks that carry states, and the runtime's numbers.</summary>
public sealed unsafe class CellGradientTests
{
    private const int Inputs = 3;
    private static readonly int[] Lengths = [7, 5, 5, 1];

    public static TheoryData<string, int, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, int, bool>();
            foreach (string cell in RecurrentCells.Names)
            {
                foreach (bool bidirectional in new[] { false, true }) cells.Add(cell, 4, bidirectional);
                cells.Add(cell, 18, true); // A whole vector of units and two more.
            }
            return cells;
        }
    }

    public static TheoryData<string> Names => [.. RecurrentCells.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Gradients_equal_differences(string cell, int units, bool bidirectional)
    {
        var test = new CellTest(cell, units, bidirectional, Lengths);
        test.Backward();
        foreach (ParameterLayout.Slot slot in test.Net.Layout.Slots)
        {
            float* w = test.Net.Weights.Pointer + slot.Offset, g = test.Net.Parameters.Gradients.Pointer + slot.Offset;
            for (int i = 0; i < slot.Length; i += slot.Length <= 100 ? 1 : 17) AssertGradient(Difference(ref w[i], test.Loss), g[i], $"{slot.Name}[{i}]");
        }
        for (int i = 0; i < test.Layout.Rows * Inputs; i += 3) AssertGradient(Difference(ref test.X.Pointer[i], test.Loss), test.InputGradient[i], $"x[{i}]");
        for (int b = 0; b < Lengths.Length; b++)
        {
            for (int i = 0; i < test.Initial.Of(0, b).Length; i++)
            {
                if (test.IsClock(i)) continue; // The clock counts, it is not computed with.
                AssertGradient(Difference(ref test.Initial.Of(0, b)[i], test.Loss), test.InitialGradient.Of(0, b)[i], $"state of sequence {b}[{i}]");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chunks_that_carry_states_forward_and_gradients_back_equal_the_whole(string cell)
    {
        var whole = new CellTest(cell, 8, bidirectional: false, Lengths);
        float[] expected = whole.Outputs();
        whole.Backward();

        const int Cut = 4;
        var first = new CellTest(cell, 8, bidirectional: false, [.. Lengths.Select(n => Math.Min(n, Cut))]);
        var second = new CellTest(cell, 8, bidirectional: false, [.. Lengths.Where(n => n > Cut).Select(n => n - Cut)]);
        first.TakeSteps(whole, from: 0);
        second.TakeSteps(whole, from: Cut);
        StateBatch carried = first.Net.Network.CreateStates(Lengths.Length);
        float[] outputs = first.Outputs();
        first.Net.Network.ReadFinalStates(carried);
        for (int b = 0; b < second.Layout.Count; b++) carried.Of(0, b).CopyTo(second.Initial.Of(0, b));
        float[] rest = second.Outputs();
        for (int b = 0; b < Lengths.Length; b++)
        {
            for (int t = 0; t < Lengths[b]; t++)
            {
                (CellTest chunk, float[] y, int at) = t < Cut ? (first, outputs, t) : (second, rest, t - Cut);
                for (int j = 0; j < whole.OutputSize; j++) Assert.Equal(expected[(whole.Layout.Start(t) + b) * whole.OutputSize + j], y[(chunk.Layout.Start(at) + b) * whole.OutputSize + j], 1e-5);
            }
        }

        second.Backward();
        first.Final.Clear();
        for (int b = 0; b < Lengths.Length; b++)
        {
            Span<float> gradient = first.Final.Of(0, b);
            if (b < second.Layout.Count) second.InitialGradient.Of(0, b).CopyTo(gradient);
            else whole.Final.Of(0, b).CopyTo(gradient);
        }
        first.Backward();
        for (long i = 0; i < whole.Net.Layout.Length; i++)
        {
            float sum = first.Net.Parameters.Gradients.Pointer[i] + second.Net.Parameters.Gradients.Pointer[i], all = whole.Net.Parameters.Gradients.Pointer[i];
            Assert.True(Math.Abs(sum - all) < 2e-4 * Math.Max(1, Math.Abs(all)), $"number {i}: {sum} in chunks, {all} at once");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sequences_side_by_side_give_the_outputs_and_gradients_of_each_alone_whatever_lies_around_them(string cell)
    {
        foreach (bool bidirectional in new[] { false, true })
        {
            var together = new CellTest(cell, 8, bidirectional, Lengths);
            together.PoisonAround();
            float[] y = together.Outputs();
            together.Backward();
            var sum = new double[together.Net.Layout.Length];
            for (int b = 0; b < Lengths.Length; b++)
            {
                var alone = new CellTest(cell, 8, bidirectional, [Lengths[b]]);
                alone.TakeSequence(together, b);
                float[] own = alone.Outputs();
                for (int t = 0; t < Lengths[b]; t++)
                {
                    for (int j = 0; j < alone.OutputSize; j++) Assert.Equal(own[t * alone.OutputSize + j], y[(together.Layout.Start(t) + b) * alone.OutputSize + j], 1e-5);
                }
                alone.Backward();
                for (int i = 0; i < sum.Length; i++) sum[i] += alone.Net.Parameters.Gradients.Pointer[i];
            }
            for (int i = 0; i < sum.Length; i++) Assert.True(Math.Abs(sum[i] - together.Net.Parameters.Gradients.Pointer[i]) < 2e-4 * Math.Max(1, Math.Abs(sum[i])), $"number {i}: {sum[i]} one by one, {together.Net.Parameters.Gradients.Pointer[i]} together");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_runtime_computes_the_same_outputs_and_states(string cell)
    {
        foreach (bool bidirectional in new[] { false, true })
        {
            var test = new CellTest(cell, 20, bidirectional, [9]);
            float[] trained = test.Outputs(), run = new float[trained.Length];
            StateBatch final = test.Net.Network.CreateStates(1);
            test.Net.Network.ReadFinalStates(final);
            var network = test.ToModel().Network();
            NetworkState state = network.CreateState();
            test.Initial.Of(0, 0).CopyTo(state.OfLayer(0));
            network.Run(state, new ReadOnlySpan<float>(test.X.Pointer, 9 * Inputs), run);
            for (int i = 0; i < run.Length; i++) Assert.Equal(run[i], trained[i], 1e-5);
            for (int i = 0; i < state.OfLayer(0).Length; i++) Assert.Equal(state.OfLayer(0)[i], final.Of(0, 0)[i], 1e-5);
        }
    }

    [Fact]
    public void Unusual_options_have_right_gradients()
    {
        LayerSpec first = RecurrentCells.Create("lstm-peephole", Inputs, 5, bidirectional: true) with { GateActivation = Activation.Tanh, Activation = Activation.Sigmoid, OutputActivation = Activation.Linear, Projection = 3 };
        LayerSpec second = RecurrentCells.Create("jordan", 6, 4) with { Projection = 3, Activation = Activation.Sigmoid, OutputActivation = Activation.Tanh };
        LayerSpec third = RecurrentCells.Create("clockwork", 3, 6, bidirectional: true) with { Activation = Activation.Sigmoid, Periods = [2, 6] };
        LayerSpec last = RecurrentCells.Create("scrn", 12, 3) with { Activation = Activation.Tanh, ContextUnits = 1, ContextDecay = 0.5f };
        CheckStack(dropout: 0, first, second, third, last);
    }

    [Fact]
    public void Stacks_with_normalisation_and_activated_dense_layers_have_right_gradients()
    {
        LayerSpec first = RecurrentCells.Create("gru", Inputs, 6, bidirectional: true), second = RecurrentCells.Create("scrn", 12, 5);
        CheckStack(
            dropout: 0.25f,
            first,
            new() { Kind = LayerKind.LayerNorm, Inputs = 12, Units = 12 },
            second,
            new() { Kind = LayerKind.Dense, Inputs = second.Outputs, Units = 6, Activation = Activation.Tanh },
            new() { Kind = LayerKind.Dense, Inputs = 6, Units = 4, Activation = Activation.Sigmoid },
            new() { Kind = LayerKind.LogSoftmax, Inputs = 4, Units = 4 });
    }

    [Fact]
    public void A_final_state_alone_can_be_learned_from()
    {
        var test = new CellTest("gru", 4, bidirectional: true, Lengths);
        test.OutputGradient.Clear();
        test.Backward();
        float[] expected = [.. new ReadOnlySpan<float>(test.Net.Parameters.Gradients.Pointer, (int)test.Net.Layout.Length)];
        test.Net.Parameters.Gradients.Clear();
        test.Net.Network.Forward(test.Layout, test.X.Pointer, null, test.Initial);
        test.Net.Network.Backward(null, test.Final);
        Assert.Equal(expected, new ReadOnlySpan<float>(test.Net.Parameters.Gradients.Pointer, expected.Length).ToArray());
        Assert.Contains(expected, g => g != 0);
    }

    [Fact]
    public void States_of_another_number_of_sequences_are_refused()
    {
        var test = new CellTest("gru", 4, bidirectional: false, Lengths);
        StateBatch other = test.Net.Network.CreateStates(3);
        Assert.Throws<ArgumentException>(() => test.Net.Network.Forward(test.Layout, test.X.Pointer, null, other));
        Assert.Throws<ArgumentOutOfRangeException>(() => other.Of(0, 3).Length);
    }

    /// <summary>All gradients of layers one on top of the other.</summary>
    private static void CheckStack(float dropout, params LayerSpec[] layers)
    {
        var net = new TestNetwork(CellTest.Spec(layers), dropout);
        var layout = new SequenceLayout(Lengths);
        int outputs = layers[^1].Outputs;
        AlignedBuffer x = Random(layout.Rows * Inputs, 1), dy = Random(layout.Rows * outputs, 2);
        Check(net, () =>
        {
            float* y = net.Network.Forward(layout, x.Pointer, dropoutSeed: 7);
            double loss = 0;
            for (int i = 0; i < layout.Rows * outputs; i++) loss += (double)y[i] * dy.Pointer[i];
            return loss;
        }, () => net.Network.Backward(dy.Pointer));
    }

    private static void AssertGradient(double expected, float actual, string place) =>
        Assert.True(Math.Abs(expected - actual) < 5e-4 + 2e-3 * Math.Abs(expected), $"{place}: difference {expected}, gradient {actual}");
}
