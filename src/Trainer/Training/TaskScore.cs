using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>How well a model does on texts that it did not learn from.</summary>
/// <param name="Loss">Cross-entropy per target, nats.</param>
/// <param name="Figure">What the task measures: slot F1 (tag), accuracy (classify), perplexity (language model), right tokens after the right ones before (the others).</param>
/// <param name="Name">Name of the figure.</param>
/// <param name="Error">What training makes small.</param>
public sealed record TaskScore(double Loss, double Figure, string Name, double Error)
{
    internal static TaskScore Of(TaskWorker worker, ModelSpec spec, Example[] examples, int batchTexts)
    {
        var slots = new SlotScore();
        long targets = 0, right = 0;
        double loss = 0;
        foreach (Example[] batch in examples.OrderBy(e => e.Steps).Chunk(batchTexts))
        {
            loss += worker.Evaluate(batch, (example, best) =>
            {
                targets += best.Length;
                right += best.Zip(example.Text).Count(p => p.First == p.Second);
                if (spec.Task is TaskKind.Tag) slots.Add([.. example.Text.Select(t => spec.Tokens[t])], [.. best.Select(t => spec.Tokens[t])]);
            });
        }
        (double mean, double accuracy) = (loss / targets, (double)right / targets);
        // Of two that are equally often right the one that is surer of it is better.
        const double tie = 1e-6;
        return spec.Task switch
        {
            TaskKind.Tag => new(mean, slots.F1, "slot F1", 1 - slots.F1 + tie * mean),
            TaskKind.Classify => new(mean, accuracy, "accuracy", 1 - accuracy + tie * mean),
            TaskKind.LanguageModel => new(mean, Math.Exp(mean), "perplexity", mean),
            _ => new(mean, accuracy, "next-token accuracy", mean),
        };
    }
}
