using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Loss;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>Every tensor's gradient against central differences, through whole networks with sequences of unequal length.</summary>
public unsafe class GradientTests
{
    private static readonly int[] Lengths = [7, 5, 5, 1];

    [Theory]
    [InlineData(5, 6, 1, false)]
    [InlineData(5, 19, 2, false)]
    [InlineData(3, 18, 1, true)]
    [InlineData(4, 7, 2, true)]
    public void Backward_equals_finite_differences_of_a_linear_loss(int inputs, int units, int layers, bool bidirectional)
    {
        var net = new TestNetwork(Spec(inputs, units, layers, bidirectional, tokens: 4), dropout: 0.25f);
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

    [Fact]
    public void Backward_equals_finite_differences_of_ctc()
    {
        var net = new TestNetwork(Spec(3, 8, 1, false, tokens: 4), dropout: 0);
        var layout = new SequenceLayout(Lengths);
        int[][] texts = [[1, 2, 2], [3], [], [2]];
        AlignedBuffer x = Random(layout.Rows * 3, 1);
        var gradient = new AlignedBuffer(layout.Rows * 4);
        var ctc = new CtcLoss();
        Check(net, () =>
        {
            float* y = net.Network.Forward(layout, x.Pointer, dropoutSeed: null);
            double loss = 0;
            for (int b = 0; b < layout.Count; b++)
            {
                int[] rows = [.. Enumerable.Range(0, Lengths[b]).Select(t => layout.Start(t) + b)];
                loss += ctc.Run(y, 4, rows, texts[b], 0, gradient.Pointer, 1);
            }
            return loss;
        }, () => net.Network.Backward(gradient.Pointer));
    }

    private static void Check(TestNetwork net, Func<double> loss, Action backward)
    {
        net.Parameters.Gradients.Clear();
        loss();
        backward();
        foreach (ParameterLayout.Slot slot in net.Layout.Slots)
        {
            float* w = net.Weights.Pointer + slot.Offset, g = net.Parameters.Gradients.Pointer + slot.Offset;
            for (int i = 0; i < slot.Length; i += Math.Max(1, slot.Length / 23))
            {
                const float Delta = 4e-3f;
                float saved = w[i];
                w[i] = saved + Delta;
                double up = loss();
                w[i] = saved - Delta;
                double down = loss();
                w[i] = saved;
                double expected = (up - down) / (2 * Delta);
                Assert.True(Math.Abs(expected - g[i]) < 2e-3 + 0.01 * Math.Abs(expected), $"{slot.Name}[{i}]: central difference {expected}, gradient {g[i]}");
            }
        }
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
        public TestNetwork(ModelSpec spec, float dropout, int seed = 5)
        {
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
    }
}
