using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

/// <summary>The output layer in blocks against the layers that it stands for, all rows at once.</summary>
public sealed unsafe class TrainableOutputTests
{
    private const int Inputs = 5;

    [Theory]
    [InlineData(3, 40)]
    [InlineData(1000, 1)]
    [InlineData(70001, 23)] // More than one block.
    public void Loss_gradients_and_best_tokens_are_those_of_the_layers(int tokens, int rows)
    {
        ModelSpec spec = new() { Name = "test", Layers = [new() { Kind = LayerKind.Dense, Inputs = Inputs, Units = tokens }, new() { Kind = LayerKind.LogSoftmax, Inputs = tokens, Units = tokens }], Tokens = [] };
        var layout = new ParameterLayout(spec);
        AlignedBuffer weights = Random(layout.Length, 1), x = Random((long)rows * Inputs, 2), dy = new((long)rows * tokens);
        WorkerParameters whole = new(layout, weights), blocks = new(layout, weights);
        var network = new TrainableNetwork(spec, whole, dropout: 0);
        var output = new TrainableOutput(spec, blocks, NetworkNames.Main);

        float* y = network.Forward(new SequenceLayout([rows]), x.Pointer, dropoutSeed: null);
        Span<int> targets = output.Begin(rows);
        double expected = 0;
        int[] best = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            float* row = y + (long)r * tokens;
            for (int j = 0; j < tokens; j++) best[r] = row[j] > row[best[r]] ? j : best[r];
            if (r % 3 == 2) continue; // Without a target.
            targets[r] = r * 7919 % tokens;
            expected -= row[targets[r]];
            dy.Pointer[(long)r * tokens + targets[r]] = -1;
        }
        float* dx = network.Backward(dy.Pointer, needInputGradient: true);

        Assert.Equal(expected, output.Evaluate(x.Pointer), 1e-4 * rows);
        Assert.Equal(best, output.Best([.. Enumerable.Range(0, rows)]));
        Assert.Equal(expected, output.Learn(x.Pointer), 1e-4 * rows);
        for (int i = 0; i < rows * Inputs; i++) Assert.Equal(dx[i], output.InputGradient[i], 2e-5f);
        for (int i = 0; i < layout.Length; i++) Assert.Equal(whole.Gradients.Pointer[i], blocks.Gradients.Pointer[i], 2e-5f);
        foreach (object owner in new object[] { weights, x, dy, network, output, whole, blocks }) GC.KeepAlive(owner); // Only pointers into them were used.
    }

    [Fact]
    public void A_network_that_ends_otherwise_is_refused()
    {
        ModelSpec spec = new() { Name = "test", Layers = [new() { Kind = LayerKind.Dense, Inputs = 2, Units = 2 }, new() { Kind = LayerKind.Tanh, Inputs = 2, Units = 2 }], Tokens = [] };
        Assert.Throws<ArgumentException>(() => new TrainableOutput(spec, new WorkerParameters(new ParameterLayout(spec), new AlignedBuffer(64)), NetworkNames.Main));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(15, 14)]
    [InlineData(16, 3)]
    [InlineData(37, 36)]
    public void Softmax_and_cross_entropy_of_a_row(int length, int target)
    {
        AlignedBuffer z = Random(length, length);
        for (int j = 0; j < length; j++) z.Pointer[j] = 200 + 9 * z.Pointer[j]; // Far beyond what e^z can be.
        double[] logits = [.. z.Span(0, length).ToArray().Select(v => (double)v)];
        double sum = logits.Sum(v => Math.Exp(v - 200)), loss = Math.Log(sum) + 200 - logits[target];
        Assert.Equal(loss, SoftmaxLoss.Of(z.Pointer, length, target), 1e-4);
        Assert.Equal(loss, SoftmaxLoss.Differentiate(z.Pointer, length, target), 1e-4);
        for (int j = 0; j < length; j++) Assert.Equal(Math.Exp(logits[j] - 200) / sum - (j == target ? 1 : 0), z.Pointer[j], 1e-5);
        GC.KeepAlive(z);
    }

    private static AlignedBuffer Random(long length, int seed)
    {
        var random = new Random(seed);
        var buffer = new AlignedBuffer(length);
        for (long i = 0; i < length; i++) buffer.Pointer[i] = random.NextSingle() * 2 - 1;
        return buffer;
    }
}
