using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Texts that become other texts: teacher forcing, or scheduled sampling where the noise asks for it.</summary>
internal sealed unsafe class EncoderDecoderWorker(ModelSpec spec, WorkerParameters parameters, float dropout) : TaskWorker(spec, parameters)
{
    private readonly TrainableEncoderDecoder _network = new(spec, parameters, dropout);
    private readonly TrainableOutput _output = new(spec, parameters, NetworkNames.Output);
    private readonly PackedBatch _source = new(), _target = new();
    private int[] _rows = [];

    /// <inheritdoc/>
    protected override double Run(IReadOnlyList<Example> examples, TrainingNoise? noise, Action<Example, int[]>? predictions)
    {
        _source.Load(noise?.Apply(examples) ?? examples, _network.Inputs);
        // The decoder's batch has an order of its own, longest target first; sequence b of it belongs to sources[b] of the encoder's.
        int[] sources = [.. Enumerable.Range(0, examples.Count).OrderByDescending(b => _source.Examples[b].Text.Length)];
        Example[] targets = [.. sources.Select(b => TeacherForced(_source.Examples[b].Text))];
        _target.Load(targets, inputs: 1);
        if (_rows.Length < _target.Layout.Steps) _rows = new int[_target.Layout.Steps * 2];
        float* x = _network.Forward(_source.Layout, _source.Inputs, _target.Layout, _target.Inputs, sources, paragraphs: null, noise?.Seed);
        if (noise is { OwnInputRate: > 0 })
        {
            MixIn(x, targets, noise);
            _target.Load(targets, inputs: 1);
            x = _network.Forward(_source.Layout, _source.Inputs, _target.Layout, _target.Inputs, sources, paragraphs: null, noise.Seed);
        }
        Span<int> tokens = _output.Begin(_target.Layout.Rows);
        for (int b = 0; b < sources.Length; b++) _target.Spread(b, targets[b].Text, tokens);
        if (noise is not null)
        {
            double learned = _output.Learn(x);
            _network.Backward(_output.InputGradient);
            return learned;
        }
        double loss = _output.Evaluate(x);
        for (int b = 0; b < sources.Length; b++) predictions?.Invoke(_source.Examples[sources[b]], _output.Best(_target.Rows(b, _rows)));
        return loss;
    }

    /// <summary>What the decoder reads at each step: the end symbol, then the target without its end.</summary>
    internal static Example TeacherForced(int[] text) => new([Vocabulary.EndNumber, .. text[..^1].Select(n => (float)n)], text.Length, text);

    /// <summary>Replaces inputs by what the model would have written: all guesses of one pass at once (Duckworth et al. 2019).</summary>
    private void MixIn(float* x, Example[] targets, TrainingNoise noise)
    {
        _output.Begin(_target.Layout.Rows);
        _output.Evaluate(x);
        var random = new SeededRandom(SeededRandom.Combine(noise.Seed, 2));
        for (int b = 0; b < targets.Length; b++)
        {
            int[] guesses = _output.Best(_target.Rows(b, _rows));
            for (int t = 1; t < guesses.Length; t++)
            {
                if (random.Chance(noise.OwnInputRate)) targets[b].Inputs[t] = guesses[t - 1];
            }
        }
    }
}
