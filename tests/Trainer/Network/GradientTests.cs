using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Loss;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>Every tensor's gradient against differences of the loss, through whole networks with sequences of unequal length.</summary>
public unsafe class GradientTests
{
    private const double RelativeTolerance = 2e-3, AbsoluteTolerance = 4e-4;

    /// <summary>Tensors of at most this length are checked in every element, larger ones in each class of elements.</summary>
    private const int SmallTensor = 400;

    private static readonly int[] Lengths = [7, 5, 5, 1];

    [Theory]
    [InlineData(3, 4, 1, false, 0)] // Tiny: every element of every tensor.
    [InlineData(3, 4, 2, false, 0.25f)]
    [InlineData(3, 4, 2, true, 0)]
    [InlineData(3, 4, 2, true, 0.25f)]
    [InlineData(5, 16, 1, false, 0)] // Whole vectors of 16 units, with one more, with all but one more.
    [InlineData(5, 17, 2, false, 0.25f)]
    [InlineData(4, 31, 1, true, 0)]
    [InlineData(4, 18, 3, true, 0.25f)]
    public void Backward_equals_differences_of_a_linear_loss(int inputs, int units, int layers, bool bidirectional, float dropout)
    {
        var net = new TestNetwork(Spec(inputs, units, layers, bidirectional, tokens: 4), dropout);
        var layout = new SequenceLayout(Lengths);
        AlignedBuffer x = Random(layout.Rows * inputs, 1), dy = Random(layout.Rows * 4, 2);
        Check(net, () =>
        {
            float* y = net.Network.Forward(layout, x.Pointer, dropoutSeed: 77);
            double loss = 0;
            for (int i = 0; i < layout.Rows * 4; i++) loss += (double)y[i] * dy.Pointer[i];
            return loss;
        }, () => net.Network.Backward(dy.Pointer));
    }

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(2, true, 0.25f)]
    public void Backward_equals_differences_of_ctc(int layers, bool bidirectional, float dropout)
    {
        var net = new TestNetwork(Spec(3, 5, layers, bidirectional, tokens: 4), dropout);
        var layout = new SequenceLayout(Lengths);
        int[][] texts = [[1, 2, 2], [3], [], [2]];
        AlignedBuffer x = Random(layout.Rows * 3, 1);
        var gradient = new AlignedBuffer(layout.Rows * 4);
        var ctc = new CtcLoss();
        Check(net, () =>
        {
            float* y = net.Network.Forward(layout, x.Pointer, dropoutSeed: 5);
            double loss = 0;
            for (int b = 0; b < layout.Count; b++)
            {
                int[] rows = [.. Enumerable.Range(0, Lengths[b]).Select(t => layout.Start(t) + b)];
                loss += ctc.Run(y, 4, rows, texts[b], 0, gradient.Pointer, 1);
            }
            return loss;
        }, () => net.Network.Backward(gradient.Pointer));
    }

    [Fact]
    public void Dropout_drops_its_part_and_other_numbers_at_each_seed()
    {
        const int Size = 64, Rows = 200;
        var layout = new SequenceLayout([Rows]);
        var ones = new AlignedBuffer(Rows * Size);
        ones.Span(0, Rows * Size).Fill(1);
        var dropout = new TrainableDropout(Size, 0.25f);
        bool[] Dropped(ulong? seed)
        {
            dropout.Seed = seed;
            var y = new ReadOnlySpan<float>(dropout.Forward(layout, ones.Pointer), Rows * Size);
            foreach (float v in y) Assert.True(v == 0 || v == (seed is null ? 1 : 1 / 0.75f), $"found {v}");
            return [.. y.ToArray().Select(v => v == 0)];
        }

        bool[] first = Dropped(SeededRandom.Combine(1, 1)), second = Dropped(SeededRandom.Combine(1, 2));
        Assert.InRange(first.Count(d => d), 0.23 * Rows * Size, 0.27 * Rows * Size);
        for (int shift = 0; shift < 2; shift++) // Seeds that are neighbours must not drop the same numbers one place further on.
            Assert.InRange(first.Skip(shift).Zip(second).Count(p => p.First && p.Second), 0.055 * Rows * Size, 0.07 * Rows * Size);
        Assert.Equal(first, Dropped(SeededRandom.Combine(1, 1)));
        Assert.DoesNotContain(true, Dropped(null));
    }

    internal static void Check(TestNetwork net, Func<double> loss, Action backward)
    {
        net.LearnFromOtherSequences();
        net.Parameters.Gradients.Clear();
        loss();
        backward();
        foreach (ParameterLayout.Slot slot in net.Layout.Slots)
        {
            float* w = net.Weights.Pointer + slot.Offset, g = net.Parameters.Gradients.Pointer + slot.Offset;
            foreach (int i in slot.Length <= SmallTensor ? Enumerable.Range(0, slot.Length) : Classes(slot.Shape))
            {
                double expected = Difference(ref w[i], loss);
                Assert.True(Math.Abs(expected - g[i]) < AbsoluteTolerance + RelativeTolerance * Math.Abs(expected), $"{slot.Name}[{i}]: difference {expected}, gradient {g[i]}");
            }
        }
    }

    /// <summary>The derivative by differences over two distances, whose errors of third order cancel.</summary>
    internal static double Difference(ref float w, Func<double> loss)
    {
        const float Delta = 0.015f;
        float saved = w;
        double[] f = new double[4];
        float[] at = [saved - 2 * Delta, saved - Delta, saved + Delta, saved + 2 * Delta];
        for (int i = 0; i < 4; i++)
        {
            w = at[i];
            f[i] = loss();
        }
        w = saved;
        return (8 * (f[2] - f[1]) - (f[3] - f[0])) / (12 * Delta);
    }

    /// <summary>Of a recurrent matrix [4H, N]: in each of the four gates the units at the edges of vectors of 16 and the last one, each with the first, a middle and the last column.</summary>
    private static IEnumerable<int> Classes(int[] shape)
    {
        int units = shape[0] / 4, columns = shape.Length > 1 ? shape[1] : 1;
        return from gate in Enumerable.Range(0, 4)
               from unit in Enumerable.Range(0, units)
               where unit % 16 is 0 or 15 || unit == units - 1
               from column in new[] { 0, columns / 2, columns - 1 }.Distinct()
               select (gate * units + unit) * columns + column;
    }

    internal static AlignedBuffer Random(int length, int seed)
    {
        var random = new Random(seed);
        var buffer = new AlignedBuffer(length);
        for (int i = 0; i < length; i++) buffer.Pointer[i] = random.NextSingle() * 2 - 1;
        return buffer;
    }

    internal static ModelSpec Spec(int inputs, int units, int layers, bool bidirectional, int tokens)
    {
        var specs = new List<LayerSpec>();
        for (int i = 0; i < layers; i++) specs.Add(new() { Kind = LayerKind.Lstm, Inputs = i == 0 ? inputs : specs[^1].Outputs, Units = units, Bidirectional = bidirectional });
        specs.Add(new() { Kind = LayerKind.Dense, Inputs = specs[^1].Outputs, Units = tokens });
        specs.Add(new() { Kind = LayerKind.LogSoftmax, Inputs = tokens, Units = tokens });
        var spec = new ModelSpec
        {
            Name = "test",
            Features = new() { Bands = inputs, Stack = 1, Skip = 1 },
            Layers = specs,
            Tokens = ["", .. Enumerable.Range(1, tokens - 1).Select(i => ((char)('a' + i)).ToString())],
        };
        spec.Validate("test");
        return spec;
    }

    internal sealed class TestNetwork
    {
        private readonly ModelSpec _spec;

        public TestNetwork(ModelSpec spec, float dropout, int seed = 5)
        {
            _spec = spec;
            Layout = new ParameterLayout(spec);
            Weights = new AlignedBuffer(Layout.Length);
            WeightInitializer.Fill(Layout, Weights, seed);
            Parameters = new WorkerParameters(Layout, Weights);
            Network = new TrainableNetwork(spec, Parameters, dropout);
        }

        public ParameterLayout Layout { get; }

        public AlignedBuffer Weights { get; }

        public WorkerParameters Parameters { get; }

        public TrainableNetwork Network { get; }

        /// <summary>Leaves the numbers of a larger batch in all memory that is used again.</summary>
        public void LearnFromOtherSequences()
        {
            var layout = new SequenceLayout([9, 8, 8, 3, 2]);
            AlignedBuffer x = Random(layout.Rows * _spec.InputSize, 11), dy = Random(layout.Rows * _spec.OutputSize, 12);
            Network.Forward(layout, x.Pointer, dropoutSeed: 13);
            Network.Backward(dy.Pointer);
            GC.KeepAlive(x);
            GC.KeepAlive(dy);
        }
    }
}
