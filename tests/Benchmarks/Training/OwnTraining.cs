using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Benchmarks.Training;

/// <summary>Our trainer on one batch of random examples, again and again: what a training run does with a batch.</summary>
internal sealed unsafe class OwnTraining
{
    private const float Rate = 1e-4f;
    private readonly ParameterLayout _layout;
    private readonly Optimizer _optimizer;
    private readonly CtcWorker[] _workers;
    private readonly Example[][] _shares;
    private readonly int _steps;

    public OwnTraining(ModelSpec spec, int workers, int batch, int steps, int letters)
    {
        _layout = new ParameterLayout(spec);
        var weights = new AlignedBuffer(_layout.Length);
        WeightInitializer.Fill(_layout, weights, seed: 1);
        _optimizer = new Optimizer(new OptimizerSpec(), _layout, weights);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new CtcWorker(spec, _layout, weights, dropout: 0))];
        var random = new Random(3);
        Example[] examples = [.. Enumerable.Range(0, batch).Select(_ => Draw(spec, steps, letters, random))];
        _shares = [.. Enumerable.Range(0, workers).Select(w => examples.Where((_, i) => i % workers == w).ToArray())];
        _steps = batch * steps;
    }

    /// <summary>One step.</summary>
    /// <returns>Loss in nats for each step of the network.</returns>
    public double Step()
    {
        double[] losses = new double[_workers.Length];
        Parallel.For(0, _workers.Length, w => losses[w] = _workers[w].Learn(_shares[w], dropoutSeed: 0));
        AlignedBuffer sum = _workers[0].Gradients;
        for (int w = 1; w < _workers.Length; w++) RowOperations.Add(_workers[w].Gradients.Pointer, sum.Pointer, _layout.Length);
        RowOperations.Scale(sum.Pointer, _layout.Length, 1f / _steps);
        _optimizer.Step(sum, Rate);
        return losses.Sum() / _steps;
    }

    private static Example Draw(ModelSpec spec, int steps, int letters, Random random)
    {
        float[] inputs = new float[steps * spec.InputSize];
        BenchmarkModel.Fill(inputs, 1.7f, random);
        return new Example(inputs, steps, [.. Enumerable.Range(0, letters).Select(_ => random.Next(1, spec.OutputSize))]);
    }
}
