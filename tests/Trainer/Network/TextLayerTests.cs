using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>Embedding, mean and tanh, with an LSTM between them: gradients against differences, outputs against the runtime.</summary>
public sealed unsafe class TextLayerTests
{
    private const int Slots = 3, Rows = 7, Labels = 4;
    private static readonly float[] Numbers = [0, -1, 2, 6, 6, -1, -1, -1, -1, 3, 4, 5, 1, -1, 0, 2, 2, 2];

    [Fact]
    public void Gradients_are_those_of_the_differences()
    {
        (ParameterLayout layout, AlignedBuffer weights, TrainableNetwork network) = Create();
        var sequences = new SequenceLayout([3, 2, 1]);
        AlignedBuffer x = Buffer(Numbers), dy = GradientTests.Random(sequences.Rows * Labels, 8);
        network.Parameters.Gradients.Clear();
        network.Forward(sequences, x.Pointer, dropoutSeed: null);
        network.Backward(dy.Pointer);
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            for (int i = 0; i < slot.Length; i++)
            {
                float* w = weights.Pointer + slot.Offset + i;
                float kept = *w;
                const float delta = 4e-3f;
                *w = kept + delta;
                double up = Loss();
                *w = kept - delta;
                double down = Loss();
                *w = kept;
                Assert.Equal((up - down) / (2 * delta), network.Parameters.Gradients.Pointer[slot.Offset + i], 3e-3);
            }
        }

        double Loss()
        {
            float* y = network.Forward(sequences, x.Pointer, dropoutSeed: null);
            double sum = 0;
            for (int i = 0; i < sequences.Rows * Labels; i++) sum += (double)y[i] * dy.Pointer[i];
            return sum;
        }
    }

    [Fact]
    public void Outputs_are_those_of_the_runtime()
    {
        (ParameterLayout layout, AlignedBuffer weights, TrainableNetwork network) = Create();
        ModelSpec spec = Spec();
        AlignedBuffer x = Buffer(Numbers);
        float* trained = network.Forward(new SequenceLayout([6]), x.Pointer, dropoutSeed: null);
        var runtime = new ModelWeights(spec, layout.Slots.Select(s => new Tensor(s.Name, s.Shape, weights.Span(s.Offset, s.Length).ToArray()))).Network();
        float[] y = new float[6 * Labels];
        runtime.Run(runtime.CreateState(), Numbers, y);
        for (int i = 0; i < y.Length; i++) Assert.Equal(y[i], trained[i], 1e-4f);
        GC.KeepAlive(network); // It owns what was read.
        GC.KeepAlive(x);
    }

    private static (ParameterLayout, AlignedBuffer, TrainableNetwork) Create()
    {
        var layout = new ParameterLayout(Spec());
        var weights = new AlignedBuffer(layout.Length);
        WeightInitializer.Fill(layout, weights, seed: 3);
        return (layout, weights, new TrainableNetwork(Spec(), new WorkerParameters(layout, weights), dropout: 0));
    }

    private static ModelSpec Spec()
    {
        var spec = new ModelSpec
        {
            Name = "test",
            Task = TaskKind.Classify,
            Text = new() { Unit = TextUnit.Words, Vocabulary = ["?", "a"], NgramBuckets = Rows - 2, NgramLeast = 1, NgramMost = 1, NgramsPerUnit = Slots - 1 },
            Layers =
            [
                new() { Kind = LayerKind.Embedding, Inputs = Slots, Units = 5, Rows = Rows },
                new() { Kind = LayerKind.Lstm, Inputs = 5, Units = 3, Bidirectional = true },
                new() { Kind = LayerKind.MeanPool, Inputs = 6, Units = 6 },
                new() { Kind = LayerKind.Tanh, Inputs = 6, Units = 6 },
                new() { Kind = LayerKind.Dense, Inputs = 6, Units = Labels },
                new() { Kind = LayerKind.LogSoftmax, Inputs = Labels, Units = Labels },
            ],
            Tokens = ["a", "b", "c", "d"],
        };
        spec.Validate("test");
        return spec;
    }

    private static AlignedBuffer Buffer(float[] values)
    {
        var buffer = new AlignedBuffer(values.Length);
        values.CopyTo(buffer.Span(0, values.Length));
        return buffer;
    }
}
