using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Metrics;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>The development data and their evaluation with the averaged weights.</summary>
internal sealed class DevSet
{
    private readonly List<List<Utterance>> _batches = [];
    private readonly ExampleSource _source;
    private readonly IReadOnlyList<string> _tokens;
    private readonly CtcWorker[] _workers;

    public DevSet(IReadOnlyList<Utterance> utterances, ExampleSource source, ModelSpec spec, ParameterLayout layout, AlignedBuffer weights, TrainingRecipe recipe)
    {
        (_source, _tokens) = (source, spec.Tokens);
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => new CtcWorker(spec, layout, weights, dropout: 0))];
        double seconds = double.PositiveInfinity;
        foreach (Utterance utterance in utterances.OrderBy(u => u.Duration))
        {
            if (seconds + utterance.Duration.TotalSeconds > recipe.BatchSeconds)
            {
                _batches.Add([]);
                seconds = 0;
            }
            _batches[^1].Add(utterance);
            seconds += utterance.Duration.TotalSeconds;
        }
    }

    /// <summary>Loss per step in nats, character and word error rate; all NaN if there are no data.</summary>
    public (double Loss, double Cer, double Wer) Evaluate()
    {
        double[] losses = new double[_batches.Count]; // One sum a batch, so that the total does not depend on which worker is faster.
        long steps = 0;
        var rates = new ErrorRates();
        Lock gate = new();
        int next = -1;
        WorkerThreads.Run(_workers.Length, w =>
        {
            for (int i = Interlocked.Increment(ref next); i < _batches.Count; i = Interlocked.Increment(ref next))
            {
                List<Example> examples = [.. _batches[i].Select(_source.Load).OfType<Example>()];
                int batch = i;
                _workers[w].Evaluate(examples, (example, loss, text) =>
                {
                    losses[batch] += loss;
                    lock (gate)
                    {
                        steps += example.Steps;
                        rates.Add(Spell(example.Text), Spell(text));
                    }
                });
            }
        });
        return steps == 0 ? (double.NaN, double.NaN, double.NaN) : (losses.Sum() / steps, rates.CharacterErrorRate, rates.WordErrorRate);
    }

    private string Spell(int[] text) => string.Concat(text.Select(t => _tokens[t]));
}
