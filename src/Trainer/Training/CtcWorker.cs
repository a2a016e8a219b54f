using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Loss;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>One thread's share of the work on a batch: forward, CTC, backward, or forward and greedy text.</summary>
internal sealed unsafe class CtcWorker
{
    private const int Blank = 0;
    private readonly int _tokens, _inputs;
    private readonly TrainableNetwork _network;
    private readonly CtcLoss _ctc = new();
    private readonly PackedBatch _batch = new();
    private AlignedBuffer _gradient = new(16);
    private int[] _rows = [];

    public CtcWorker(ModelSpec spec, ParameterLayout layout, AlignedBuffer weights, float dropout)
    {
        (_tokens, _inputs) = (spec.OutputSize, spec.InputSize);
        _network = new TrainableNetwork(spec, new WorkerParameters(layout, weights), dropout);
    }

    /// <summary>Gradients that <see cref="Learn"/> added up, of the sum of the losses.</summary>
    public AlignedBuffer Gradients => _network.Parameters.Gradients;

    /// <summary>Adds the gradients of the examples.</summary>
    /// <returns>Sum of the losses in nats.</returns>
    public double Learn(IReadOnlyList<Example> examples, ulong dropoutSeed)
    {
        Gradients.Clear();
        if (examples.Count == 0) return 0;
        float* y = Forward(examples, dropoutSeed);
        long length = (long)_batch.Layout.Rows * _tokens;
        if (_gradient.Length < length) _gradient = new AlignedBuffer(length + length / 8);
        double loss = 0;
        for (int b = 0; b < _batch.Layout.Count; b++) loss += _ctc.Run(y, _tokens, _batch.Rows(b, _rows), _batch.Examples[b].Text, Blank, _gradient.Pointer, weight: 1);
        _network.Backward(_gradient.Pointer);
        return loss;
    }

    /// <summary>Loss and greedy text of each example, without dropout.</summary>
    public void Evaluate(IReadOnlyList<Example> examples, Action<Example, double, int[]> result)
    {
        if (examples.Count == 0) return;
        float* y = Forward(examples, dropoutSeed: null);
        if (_gradient.Length < (long)_batch.Layout.Rows * _tokens) _gradient = new AlignedBuffer((long)_batch.Layout.Rows * _tokens);
        for (int b = 0; b < _batch.Layout.Count; b++)
        {
            Span<int> rows = _batch.Rows(b, _rows);
            Example example = _batch.Examples[b];
            double loss = _ctc.Run(y, _tokens, rows, example.Text, Blank, _gradient.Pointer, weight: 1);
            result(example, loss, Greedy(y, rows));
        }
    }

    private float* Forward(IReadOnlyList<Example> examples, ulong? dropoutSeed)
    {
        _batch.Load(examples, _inputs);
        if (_rows.Length < _batch.Layout.Steps) _rows = new int[_batch.Layout.Steps * 2];
        return _network.Forward(_batch.Layout, _batch.Inputs, dropoutSeed);
    }

    private int[] Greedy(float* y, ReadOnlySpan<int> rows)
    {
        var text = new List<int>();
        int last = Blank;
        foreach (int row in rows)
        {
            var scores = new ReadOnlySpan<float>(y + (long)row * _tokens, _tokens);
            int best = 0;
            for (int v = 1; v < scores.Length; v++)
            {
                if (scores[v] > scores[best]) best = v;
            }
            if (best != Blank && best != last) text.Add(best);
            last = best;
        }
        return [.. text];
    }
}
