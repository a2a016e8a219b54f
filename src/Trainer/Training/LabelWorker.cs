using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Texts with a token at every step (tags, the next word) or one at the last (classes).</summary>
internal sealed unsafe class LabelWorker(ModelSpec spec, WorkerParameters parameters, float dropout) : TaskWorker(spec, parameters)
{
    private readonly TrainableNetwork _network = new(spec, parameters, dropout);
    private readonly PackedBatch _batch = new();
    private int[] _rows = [];

    /// <inheritdoc/>
    protected override double Run(IReadOnlyList<Example> examples, TrainingNoise? noise, Action<Example, int[]>? predictions)
    {
        _batch.Load(noise?.Apply(examples) ?? examples, _network.Inputs);
        if (_rows.Length < _batch.Layout.Steps) _rows = new int[_batch.Layout.Steps * 2];
        float* y = _network.Forward(_batch.Layout, _batch.Inputs, noise?.Seed);
        float* gradient = noise is null ? null : ClearedGradient((long)_batch.Layout.Rows * Spec.Tokens.Count);
        double loss = 0;
        for (int b = 0; b < _batch.Layout.Count; b++)
        {
            Example example = _batch.Examples[b];
            ReadOnlySpan<int> rows = _batch.Rows(b, _rows)[(example.Steps - example.Text.Length)..];
            loss += CrossEntropy(y, gradient, rows, example.Text);
            predictions?.Invoke(example, Best(y, rows));
        }
        if (noise is not null) _network.Backward(gradient);
        return loss;
    }
}
