using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class CtcAlignerTests
{
    [Theory]
    [InlineData(4, 3, new[] { 1, 2 })]
    [InlineData(6, 3, new[] { 1, 1 })]
    [InlineData(7, 4, new[] { 3, 1, 1, 2 })]
    [InlineData(5, 3, new[] { 1, 2, 1, 2, 1 })]
    [InlineData(6, 2, new[] { 1 })]
    [InlineData(3, 2, new int[0])]
    public void It_is_the_best_of_all_paths(int steps, int size, int[] labels)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            float[] p = Posteriors(steps, size, seed);
            CtcToken[] runs = CtcAligner.Align(p, size, labels);
            Assert.Equal(labels, runs.Select(r => r.Index));
            Assert.Equal(Best(p, steps, size, labels), Score(p, size, runs, steps), 1e-4);
            foreach (CtcToken run in runs)
            {
                float[] probabilities = [.. Enumerable.Range(run.FirstStep, run.LastStep - run.FirstStep + 1).Select(t => MathF.Exp(p[t * size + run.Index]))];
                Assert.Equal(probabilities.Average(), run.MeanProbability, 1e-4);
                Assert.Equal(probabilities.Max(), run.MaximumProbability, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(4)]
    public void A_long_text_is_followed_through_a_band(int band)
    {
        // Every token is heard at a place of its own, with pauses of all lengths between them and more steps than one block.
        var random = new Random(3);
        int[] labels = [.. Enumerable.Range(0, 500).Select(_ => random.Next(1, 6))];
        var starts = new List<int>();
        int steps = 0;
        foreach (int _ in labels)
        {
            steps += random.Next(1, random.Next(2, 60));
            starts.Add(steps++);
        }
        float[] p = new float[(steps + 20) * 6];
        for (int t = 0; t < steps + 20; t++)
        {
            int heard = starts.BinarySearch(t) is >= 0 and int i ? labels[i] : 0;
            for (int v = 0; v < 6; v++) p[t * 6 + v] = MathF.Log(v == heard ? 0.9f : 0.02f);
        }
        Assert.Equal(starts, CtcAligner.Align(p, 6, labels, band).Select(r => r.FirstStep));
    }

    [Fact]
    public void A_band_that_loses_the_end_is_widened()
    {
        // The first third of the sound is another text: the best path so far lags behind.
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 5 + 1)];
        float[] p = Posteriors(FewestStepsAnd(labels, 3), 6, seed: 4);
        Assert.Equal(
            Score(p, 6, CtcAligner.Align(p, 6, labels, band: 1000), p.Length / 6),
            Score(p, 6, CtcAligner.Align(p, 6, labels, band: 2), p.Length / 6),
            5.0);
    }

    [Fact]
    public void Too_few_steps_are_refused()
    {
        Assert.Equal(4, CtcAligner.FewestSteps([1, 1, 2]));
        var e = Assert.Throws<ArgumentException>(() => CtcAligner.Align(Posteriors(3, 3, 1), 3, [1, 1, 2]));
        Assert.Contains("4 steps", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, CtcAligner.Align(Posteriors(4, 3, 1), 3, [1, 1, 2]).Length);
    }

    [Fact]
    public void What_is_not_a_number_is_refused()
    {
        float[] p = Posteriors(5, 3, 1);
        p.AsSpan(6, 3).Fill(float.NaN);
        Assert.Throws<ArithmeticException>(() => CtcAligner.Align(p, 3, [1, 2]));
        p.AsSpan(6, 3).Fill(float.NegativeInfinity);
        Assert.Throws<ArithmeticException>(() => CtcAligner.Align(p, 3, [1, 2]));
    }

    private static int FewestStepsAnd(int[] labels, int more) => CtcAligner.FewestSteps(labels) + more;

    private static float[] Posteriors(int steps, int size, int seed)
    {
        var random = new Random(seed);
        float[] p = new float[steps * size];
        for (int t = 0; t < steps; t++)
        {
            double[] weights = [.. Enumerable.Range(0, size).Select(_ => Math.Exp(3 * random.NextDouble()))];
            for (int v = 0; v < size; v++) p[t * size + v] = (float)Math.Log(weights[v] / weights.Sum());
        }
        return p;
    }

    // Of the path that the runs describe: blanks wherever no run is.
    private static double Score(float[] p, int size, CtcToken[] runs, int steps)
    {
        int[] path = new int[steps];
        foreach (CtcToken run in runs) path.AsSpan(run.FirstStep, run.LastStep - run.FirstStep + 1).Fill(run.Index);
        Assert.Equal(runs.Select(r => r.Index), Collapse(path));
        return path.Select((v, t) => (double)p[t * size + v]).Sum();
    }

    // Over every path that spells the labels.
    private static double Best(float[] p, int steps, int size, int[] labels)
    {
        double best = double.NegativeInfinity;
        int[] path = new int[steps];
        for (long number = 0; number < Math.Pow(size, steps); number++)
        {
            long rest = number;
            for (int t = 0; t < steps; t++, rest /= size) path[t] = (int)(rest % size);
            if (Collapse(path).SequenceEqual(labels)) best = Math.Max(best, path.Select((v, t) => (double)p[t * size + v]).Sum());
        }
        return best;
    }

    private static IEnumerable<int> Collapse(int[] path) => path.Where((v, t) => v != 0 && (t == 0 || v != path[t - 1]));
}
