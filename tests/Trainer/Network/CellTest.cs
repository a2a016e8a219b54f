using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using static EmbeddedSeq.Trainer.Tests.Network.GradientTests;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>One recurrent layer by itself with given initial states; the loss is a random linear function of all outputs and of the final states.</summary>
internal sealed unsafe class CellTest
{
    private const int Inputs = 3;
    private readonly ModelSpec _spec;

    public CellTest(string cell, int units, bool bidirectional, int[] lengths)
    {
        LayerSpec layer = RecurrentCells.Create(cell, Inputs, units, bidirectional);
        _spec = Spec(layer);
        Layout = new SequenceLayout(lengths);
        Net = new TestNetwork(_spec, dropout: 0);
        if (layer.Activation == Activation.Relu) KeepFromKinks();
        else FillVectors();
        X = Random(Layout.Rows * Inputs + 40, 1);
        OutputGradient = Random(Layout.Rows * OutputSize + 40, 2);
        Initial = RandomStates(3);
        Final = RandomStates(4);
        InitialGradient = Net.Network.CreateStates(lengths.Length);
        for (int b = 0; b < lengths.Length; b++)
        {
            for (int i = 0; i < Initial.Of(0, b).Length; i++)
            {
                if (IsClock(i)) (Initial.Of(0, b)[i], Final.Of(0, b)[i]) = (b, 0); // Sequences at different times.
            }
        }
    }

    public TestNetwork Net { get; }

    public SequenceLayout Layout { get; }

    public AlignedBuffer X { get; }

    public AlignedBuffer OutputGradient { get; }

    /// <summary>States before the sequences.</summary>
    public StateBatch Initial { get; }

    /// <summary>Gradients of the states after the sequences.</summary>
    public StateBatch Final { get; }

    public StateBatch InitialGradient { get; }

    public float* InputGradient { get; private set; }

    public int OutputSize => _spec.OutputSize;

    /// <summary>Whether a number of the state is a clock, which stands still for gradients.</summary>
    public bool IsClock(int i) => _spec.Layers[0].Kind == LayerKind.Clockwork && i % _spec.Layers[0].StateSize == _spec.Layers[0].Units;

    public float[] Outputs()
    {
        float[] y = [.. new ReadOnlySpan<float>(Net.Network.Forward(Layout, X.Pointer, null, Initial), Layout.Rows * OutputSize)];
        GC.KeepAlive(this); // And with it the buffers behind the pointers.
        return y;
    }

    public double Loss()
    {
        float[] y = Outputs();
        double loss = 0;
        for (int i = 0; i < y.Length; i++) loss += (double)y[i] * OutputGradient.Pointer[i];
        StateBatch states = Net.Network.CreateStates(Layout.Count);
        Net.Network.ReadFinalStates(states);
        for (int b = 0; b < Layout.Count; b++)
        {
            for (int i = 0; i < states.Of(0, b).Length; i++) loss += (double)states.Of(0, b)[i] * Final.Of(0, b)[i];
        }
        return loss;
    }

    /// <summary>All gradients of the loss, in memory that a larger batch has used.</summary>
    public void Backward()
    {
        Net.LearnFromOtherSequences();
        Net.Parameters.Gradients.Clear();
        Net.Network.Forward(Layout, X.Pointer, null, Initial);
        InputGradient = Net.Network.Backward(OutputGradient.Pointer, Final, needInputGradient: true);
        Net.Network.ReadInitialGradients(InitialGradient);
        GC.KeepAlive(this);
    }

    /// <summary>Takes over the steps from <paramref name="from"/> on of the sequences of another test, and the states where both begin or end together.</summary>
    public void TakeSteps(CellTest other, int from)
    {
        for (int b = 0; b < Layout.Count; b++)
        {
            for (int t = 0; t < Layout.Lengths[b]; t++) TakeRow(other, other.Layout.Start(from + t) + b, Layout.Start(t) + b);
            if (from == 0) other.Initial.Of(0, b).CopyTo(Initial.Of(0, b));
            other.Final.Of(0, b).CopyTo(Final.Of(0, b));
        }
    }

    /// <summary>Takes over one sequence of another test.</summary>
    public void TakeSequence(CellTest other, int b)
    {
        for (int t = 0; t < Layout.Steps; t++) TakeRow(other, other.Layout.Start(t) + b, t);
        other.Initial.Of(0, b).CopyTo(Initial.Of(0, 0));
        other.Final.Of(0, b).CopyTo(Final.Of(0, 0));
    }

    /// <summary>Puts NaN behind the last row of the inputs and of the gradients of the outputs.</summary>
    public void PoisonAround()
    {
        foreach ((AlignedBuffer buffer, int used) in new[] { (X, Layout.Rows * Inputs), (OutputGradient, Layout.Rows * OutputSize) }) buffer.Span(used, (int)buffer.Length - used).Fill(float.NaN);
    }

    public ModelWeights ToModel() => new(_spec,
    [
        .. Net.Layout.Slots.Select(slot => new Tensor(slot.Name, slot.Shape, Net.Weights.Span(slot.Offset, slot.Length).ToArray())),
        new Tensor("features.mean", Inputs),
        new Tensor("features.std", [Inputs], [.. Enumerable.Repeat(1f, Inputs)]),
    ]);

    public static ModelSpec Spec(params LayerSpec[] layers)
    {
        var spec = new ModelSpec
        {
            Name = "cell",
            Features = new() { Bands = layers[0].Inputs, Stack = 1, Skip = 1 },
            Layers = layers,
            Tokens = ["", .. Enumerable.Range(1, layers[^1].Outputs - 1).Select(i => $"t{i}")],
        };
        spec.Validate("test");
        return spec;
    }

    private void TakeRow(CellTest other, int theirs, int ours)
    {
        other.X.Span((long)theirs * Inputs, Inputs).CopyTo(X.Span((long)ours * Inputs, Inputs));
        other.OutputGradient.Span((long)theirs * OutputSize, OutputSize).CopyTo(OutputGradient.Span((long)ours * OutputSize, OutputSize));
    }

    /// <summary>Small weights and large biases: no unit comes near the kink of the ReLU, some are off and some are on.</summary>
    private void KeepFromKinks()
    {
        foreach (ParameterLayout.Slot slot in Net.Layout.Slots)
        {
            Span<float> tensor = Net.Weights.Span(slot.Offset, slot.Length);
            if (slot.Shape.Length == 1)
            {
                for (int i = 0; i < tensor.Length; i++) tensor[i] = i % 3 == 0 ? -2 : 1;
            }
            else if (slot.Start is not TensorStart.Identity)
            {
                foreach (ref float w in tensor) w *= 0.2f;
            }
        }
    }

    /// <summary>Biases and peepholes start as zeros; other numbers show more.</summary>
    private void FillVectors()
    {
        foreach (ParameterLayout.Slot slot in Net.Layout.Slots.Where(s => s.Shape.Length == 1)) Random(slot.Length, slot.Length).Span(0, slot.Length).CopyTo(Net.Weights.Span(slot.Offset, slot.Length));
    }

    private StateBatch RandomStates(int seed)
    {
        StateBatch states = Net.Network.CreateStates(Layout.Count);
        bool positive = _spec.Layers[0].Activation == Activation.Relu; // As ReLU leaves them.
        for (int b = 0; b < Layout.Count; b++)
        {
            Span<float> state = states.Of(0, b);
            Random(state.Length, seed * 10 + b).Span(0, state.Length).CopyTo(state);
            foreach (ref float v in state) v = positive ? Math.Abs(v) : v;
        }
        return states;
    }
}
