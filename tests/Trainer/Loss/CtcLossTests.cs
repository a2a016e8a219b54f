using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Loss;

namespace EmbeddedSeq.Trainer.Tests.Loss;

/// <summary>CTC against the sum over every path that there is.</summary>
public unsafe class CtcLossTests
{
    [Theory]
    [InlineData(1, 2, new int[] { })]
    [InlineData(1, 3, new[] { 2 })]
    [InlineData(4, 3, new[] { 1, 2 })]
    [InlineData(5, 3, new[] { 1, 1 })]
    [InlineData(6, 3, new[] { 1, 1, 2 })]
    [InlineData(7, 4, new[] { 3, 3, 3 })]
    [InlineData(6, 4, new[] { 1, 2, 3, 1, 2, 3 })]
    [InlineData(6, 3, new int[] { })]
    public void Loss_and_gradient_equal_the_sum_over_all_paths(int steps, int tokens, int[] text)
    {
        AlignedBuffer logits = Network.GradientTests.Random(steps * tokens, steps * 31 + tokens);
        for (int t = 0; t < steps; t++)
        {
            var row = new Span<float>(logits.Pointer + t * tokens, tokens);
            for (int v = 0; v < tokens; v++) row[v] *= 3;
            EmbeddedSeq.Runtime.Kernels.LogSoftmax.Run(row, row);
        }
        (double probability, double[] occupancy) = Enumerate(logits.Pointer, steps, tokens, text);

        var gradient = new AlignedBuffer(steps * tokens);
        double loss = new CtcLoss().Run(logits.Pointer, tokens, [.. Enumerable.Range(0, steps)], text, 0, gradient.Pointer, 2);

        GC.KeepAlive(logits); // Only its pointer was used above.
        Assert.Equal(-Math.Log(probability), loss, 1e-5);
        for (int i = 0; i < occupancy.Length; i++) Assert.Equal(-2 * occupancy[i] / probability, gradient.Pointer[i], 1e-5);
        GC.KeepAlive(logits); // The tests hold pointers; a collected buffer frees what they point to.
        GC.KeepAlive(gradient);
    }

    [Fact]
    public void The_example_of_docs_ctc_comes_out()
    {
        AlignedBuffer halves = new(4), gradient = new(4);
        halves.Span(0, 4).Fill(MathF.Log(0.5f));
        double loss = new CtcLoss().Run(halves.Pointer, 2, [0, 1], [1], 0, gradient.Pointer, 1);
        GC.KeepAlive(halves);
        Assert.Equal(Math.Log(4.0 / 3), loss, 1e-6);
        Assert.Equal([-1.0 / 3, -2.0 / 3, -1.0 / 3, -2.0 / 3], gradient.Span(0, 4).ToArray().Select(g => (double)g), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Long_sequences_stay_finite_and_every_step_s_occupancy_sums_to_one()
    {
        const int Steps = 1500, Tokens = 29;
        AlignedBuffer logits = Network.GradientTests.Random(Steps * Tokens, 3), gradient = new(Steps * Tokens);
        for (int t = 0; t < Steps; t++)
        {
            var row = new Span<float>(logits.Pointer + t * Tokens, Tokens);
            for (int v = 0; v < Tokens; v++) row[v] *= 30;
            EmbeddedSeq.Runtime.Kernels.LogSoftmax.Run(row, row);
        }
        int[] text = [.. Enumerable.Range(0, 300).Select(i => 1 + i * 7 % 28)];
        double loss = new CtcLoss().Run(logits.Pointer, Tokens, [.. Enumerable.Range(0, Steps)], text, 0, gradient.Pointer, 1);
        GC.KeepAlive(logits);
        Assert.True(double.IsFinite(loss) && loss > 0, $"loss {loss}");
        for (int t = 0; t < Steps; t++)
        {
            double sum = 0;
            for (int v = 0; v < Tokens; v++) sum += gradient.Pointer[t * Tokens + v];
            Assert.Equal(-1, sum, 1e-3);
        }
        GC.KeepAlive(logits);
        GC.KeepAlive(gradient);
    }

    [Fact]
    public void Text_that_cannot_fit_is_refused()
    {
        Assert.True(CtcLoss.Fits(5, [1, 1, 2, 2]) is false && CtcLoss.Fits(6, [1, 1, 2, 2]));
        var buffer = new AlignedBuffer(6);
        Assert.Throws<ArgumentException>(() => new CtcLoss().Run(buffer.Pointer, 3, [0, 1], [1, 1], 0, buffer.Pointer, 1));
    }

    /// <summary>Probability of the text, and for each step and token the probability of all its paths through that token.</summary>
    private static (double Probability, double[] Occupancy) Enumerate(float* logProbabilities, int steps, int tokens, int[] text)
    {
        double total = 0;
        double[] occupancy = new double[steps * tokens];
        int[] path = new int[steps];
        for (long code = 0; code < (long)Math.Pow(tokens, steps); code++)
        {
            long rest = code;
            double log = 0;
            for (int t = 0; t < steps; t++, rest /= tokens)
            {
                path[t] = (int)(rest % tokens);
                log += logProbabilities[t * tokens + path[t]];
            }
            if (!Collapse(path).SequenceEqual(text)) continue;
            total += Math.Exp(log);
            for (int t = 0; t < steps; t++) occupancy[t * tokens + path[t]] += Math.Exp(log);
        }
        return (total, occupancy);
    }

    private static IEnumerable<int> Collapse(int[] path) => path.Where((token, t) => token != 0 && (t == 0 || path[t - 1] != token));
}
