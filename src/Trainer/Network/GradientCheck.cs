using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// Holds the gradients of a network to differences of its loss, a random linear function of all outputs of two sequences of unequal
/// length: every tensor, every number.
/// </summary>
public static unsafe class GradientCheck
{
    /// <summary>What float32 networks and their differences may be apart: <see cref="Run"/> of a wrong gradient is near 1.</summary>
    public const double Tolerance = 4e-3;

    private static readonly int[] s_lengths = [6, 4];

    /// <summary><see cref="Run"/> for a cell in one direction and in both, with a dense layer and a log-softmax behind it; the larger of the two.</summary>
    /// <param name="cell">A name of <see cref="RecurrentCells.Names"/>.</param>
    /// <param name="seed">The same seed draws the same weights, inputs and loss.</param>
    /// <exception cref="ArgumentException">No cell has this name.</exception>
    public static double OfCell(string cell, int seed = 1) => Math.Max(Run(Model(cell, bidirectional: false, seed), seed), Run(Model(cell, bidirectional: true, seed), seed));

    /// <summary>The largest |gradient − difference| / (0.1 + |difference|).</summary>
    /// <param name="model">A small network; its weights are the point where the gradient is taken. Units whose function has a kink must stay away from it.</param>
    /// <param name="seed">The same seed draws the same inputs and loss.</param>
    public static double Run(ModelWeights model, int seed = 1)
    {
        var layout = new ParameterLayout(model.Spec);
        var weights = new AlignedBuffer(layout.Length);
        foreach (ParameterLayout.Slot slot in layout.Slots) model[slot.Name].Data.CopyTo(weights.Span(slot.Offset, slot.Length));
        var parameters = new WorkerParameters(layout, weights);
        var network = new TrainableNetwork(model.Spec, parameters, dropout: 0);
        var sequences = new SequenceLayout(s_lengths);
        var random = new Random(seed);
        AlignedBuffer x = Draw(random, sequences.Rows * model.Spec.InputSize), slope = Draw(random, sequences.Rows * model.Spec.OutputSize);

        Loss();
        network.Backward(slope.Pointer);
        double worst = 0;
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            for (int i = 0; i < slot.Length; i++)
            {
                double expected = Difference(ref weights.Pointer[slot.Offset + i]);
                worst = Math.Max(worst, Math.Abs(parameters.Gradients.Pointer[slot.Offset + i] - expected) / (0.1 + Math.Abs(expected))); // Math.Max hands a NaN on.
            }
        }
        GC.KeepAlive(weights); // And with them the memory behind the pointers.
        GC.KeepAlive(x);
        GC.KeepAlive(slope);
        return worst;

        double Loss()
        {
            float* y = network.Forward(sequences, x.Pointer, dropoutSeed: null);
            double loss = 0;
            for (int i = 0; i < sequences.Rows * model.Spec.OutputSize; i++) loss += (double)y[i] * slope.Pointer[i];
            return loss;
        }

        // Over two distances, whose errors of third order cancel.
        double Difference(ref float w)
        {
            const float distance = 0.015f;
            float saved = w;
            double At(ref float place, float value)
            {
                place = value;
                return Loss();
            }
            double far = At(ref w, saved + 2 * distance) - At(ref w, saved - 2 * distance), near = At(ref w, saved + distance) - At(ref w, saved - distance);
            w = saved;
            return (8 * near - far) / (12 * distance);
        }
    }

    private static ModelWeights Model(string cell, bool bidirectional, int seed)
    {
        const int inputs = 3, units = 4, tokens = 3;
        LayerSpec layer = RecurrentCells.Create(cell, inputs, units, bidirectional);
        var spec = new ModelSpec
        {
            Name = cell,
            Features = new FeatureSpec { Bands = inputs, Stack = 1, Skip = 1 },
            Layers = [layer, new() { Kind = LayerKind.Dense, Inputs = layer.Outputs, Units = tokens }, new() { Kind = LayerKind.LogSoftmax, Inputs = tokens, Units = tokens }],
            Tokens = ["", "a", "b"],
        };
        var random = new Random(seed);
        // Small weights and large biases keep every unit with a ReLU away from its kink, some off and some on.
        bool hasKinks = layer.Activation == Activation.Relu;
        return new ModelWeights(spec, spec.AllTensors().Select(t => new Tensor(t.Name, t.Shape, [.. Enumerable.Range(0, (int)Tensor.Product(t.Shape)).Select(i => t.Shape.Length switch
        {
            1 when hasKinks => i % 3 == 0 ? -2 : 1,
            1 => 2 * random.NextSingle() - 1,
            _ => (hasKinks ? 0.2f : 1) * (2 * random.NextSingle() - 1) / MathF.Sqrt(t.Shape[^1]),
        })])));
    }

    private static AlignedBuffer Draw(Random random, int length)
    {
        var buffer = new AlignedBuffer(length);
        foreach (ref float v in buffer.Span(0, length)) v = 2 * random.NextSingle() - 1;
        return buffer;
    }
}
