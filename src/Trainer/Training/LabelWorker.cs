using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Texts with a token at every step (tags, the next word) or one at the last (classes).</summary>
/// <param name="spec">The model.</param>
/// <param name="parameters">Weights and gradients.</param>
/// <param name="dropout">Rate of dropout.</param>
/// <param name="chunk">Truncated backpropagation (Williams and Peng 1990): so many steps learn together, and the next ones go on from their states without handing gradients back; 0 for whole texts.</param>
internal sealed unsafe class LabelWorker(ModelSpec spec, WorkerParameters parameters, float dropout, int chunk = 0) : TaskWorker(spec, parameters)
{
    private readonly TrainableNetwork _network = new(spec, parameters, dropout, without: TrainableOutput.Layers);
    private readonly TrainableOutput _output = new(spec, parameters, NetworkNames.Main);
    private readonly PackedBatch _batch = new();
    private int[] _rows = [];

    /// <inheritdoc/>
    protected override double Run(IReadOnlyList<Example> examples, TrainingNoise? noise, Action<Example, int[]>? predictions)
    {
        _batch.Load(noise?.Apply(examples) ?? examples, _network.Inputs);
        SequenceLayout layout = _batch.Layout;
        if (_rows.Length < layout.Steps) _rows = new int[layout.Steps * 2];
        if (noise is null || chunk == 0 || chunk >= layout.Steps) return Run(layout, from: 0, states: null, noise, predictions);
        StateBatch states = _network.CreateStates(layout.Count);
        double loss = 0;
        for (int from = 0; from < layout.Steps; from += chunk)
        {
            loss += Run(layout.Slice(from, chunk), from, states, noise, predictions: null);
            _network.ReadFinalStates(states);
        }
        return loss;
    }

    private double Run(SequenceLayout layout, int from, StateBatch? states, TrainingNoise? noise, Action<Example, int[]>? predictions)
    {
        ulong? seed = noise is null ? null : from == 0 ? noise.Seed : SeededRandom.Combine(noise.Seed, (ulong)from);
        float* x = _network.Forward(layout, _batch.Inputs + (long)_batch.Layout.Start(from) * _network.Inputs, seed, states);
        Span<int> targets = _output.Begin(layout.Rows);
        for (int b = 0; b < layout.Count; b++)
        {
            ReadOnlySpan<int> rows = TargetRows(layout, from, b, out int first);
            for (int i = 0; i < rows.Length; i++) targets[rows[i]] = _batch.Examples[b].Text[first + i];
        }
        if (noise is not null)
        {
            double learned = _output.Learn(x);
            _network.Backward(_output.InputGradient);
            return learned;
        }
        double loss = _output.Evaluate(x);
        for (int b = 0; b < layout.Count; b++) predictions?.Invoke(_batch.Examples[b], _output.Best(TargetRows(layout, from, b, out _)));
        return loss;
    }

    /// <summary>The rows of a chunk in which sequence <paramref name="b"/> has targets, and which of its targets is the first.</summary>
    private ReadOnlySpan<int> TargetRows(SequenceLayout layout, int from, int b, out int first)
    {
        Example example = _batch.Examples[b];
        int firstTarget = example.Steps - example.Text.Length, skipped = Math.Max(0, firstTarget - from); // Steps of the chunk without a target.
        first = from + skipped - firstTarget;
        Span<int> rows = _rows.AsSpan(0, Math.Max(0, layout.Lengths[b] - skipped));
        for (int i = 0; i < rows.Length; i++) rows[i] = layout.Start(skipped + i) + b;
        return rows;
    }
}
