using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>One thread's share of the work on a batch of texts: forward, cross-entropy summed over the steps, backward.</summary>
internal abstract class TaskWorker(ModelSpec spec, WorkerParameters parameters)
{
    /// <summary>Gradients that <see cref="Learn"/> added up, of the sum of the losses.</summary>
    public AlignedBuffer Gradients => parameters.Gradients;

    protected ModelSpec Spec => spec;

    protected WorkerParameters Parameters => parameters;

    /// <summary>The worker for a task.</summary>
    public static TaskWorker Create(ModelSpec spec, ParameterLayout layout, AlignedBuffer weights, float dropout, int chunk = 0)
    {
        var parameters = new WorkerParameters(layout, weights);
        return spec.Networks is null ? new LabelWorker(spec, parameters, dropout, chunk) : new EncoderDecoderWorker(spec, parameters, dropout);
    }

    /// <summary>Replaces the gradients by those of the examples.</summary>
    /// <param name="examples">They, in any order; none gives no gradient.</param>
    /// <param name="noise">What is changed in training.</param>
    /// <returns>Sum of the losses in nats.</returns>
    public double Learn(IReadOnlyList<Example> examples, TrainingNoise noise)
    {
        Gradients.Clear();
        return examples.Count == 0 ? 0 : Run(examples, noise, predictions: null);
    }

    /// <summary>Loss and best tokens, without noise and gradients.</summary>
    /// <param name="examples">They, in any order.</param>
    /// <param name="result">Called for each example with the most probable token at each of its targets.</param>
    /// <returns>Sum of the losses in nats.</returns>
    public double Evaluate(IReadOnlyList<Example> examples, Action<Example, int[]> result) => examples.Count == 0 ? 0 : Run(examples, noise: null, result);

    /// <summary>Forward and, with noise, backward.</summary>
    protected abstract double Run(IReadOnlyList<Example> examples, TrainingNoise? noise, Action<Example, int[]>? predictions);
}

/// <summary>What is changed at random in training.</summary>
/// <param name="Seed">Decides all of it.</param>
/// <param name="UnknownRate">Part of the units that are read as unknown.</param>
/// <param name="OwnInputRate">Part of the decoder's inputs that are the model's own guesses.</param>
internal sealed record TrainingNoise(ulong Seed, float UnknownRate, float OwnInputRate)
{
    /// <summary>The examples with some units unknown.</summary>
    public IReadOnlyList<Example> Apply(IReadOnlyList<Example> examples)
    {
        if (UnknownRate == 0) return examples;
        var random = new SeededRandom(SeededRandom.Combine(Seed, 1));
        return [.. examples.Select(e => e with { Inputs = Forget(e, random) })];
    }

    private float[] Forget(Example example, SeededRandom random)
    {
        float[] inputs = [.. example.Inputs];
        int size = inputs.Length / example.Steps;
        for (int t = 0; t < example.Steps; t++)
        {
            if (random.Chance(UnknownRate)) inputs[t * size] = TextInputSpec.Unknown;
        }
        return inputs;
    }
}
