using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Texts or paragraphs that become other texts: teacher forcing, or scheduled sampling where the noise asks for it.</summary>
internal sealed unsafe class EncoderDecoderWorker(ModelSpec spec, WorkerParameters parameters, float dropout) : TaskWorker(spec, parameters)
{
    private readonly TrainableEncoderDecoder _network = new(spec, parameters, dropout);
    private readonly TrainableOutput _output = new(spec, parameters, NetworkNames.Output);
    private readonly PackedBatch _source = new(), _target = new();
    private int[] _rows = [];

    /// <inheritdoc/>
    protected override double Run(IReadOnlyList<Example> examples, TrainingNoise? noise, Action<Example, int[]>? predictions)
    {
        var batch = WritingBatch.Of(examples);
        _source.Load(noise?.Apply(batch.Read) ?? batch.Read, _network.Inputs);
        float* x = Forward(batch, noise);
        if (noise is { OwnInputRate: > 0 })
        {
            MixIn(x, batch.Written, noise);
            x = Forward(batch, noise);
        }
        Span<int> tokens = _output.Begin(_target.Layout.Rows);
        for (int b = 0; b < batch.Written.Length; b++) _target.Spread(b, batch.Written[b].Text, tokens);
        if (noise is not null)
        {
            double learned = _output.Learn(x);
            _network.Backward(_output.InputGradient);
            return learned;
        }
        double loss = _output.Evaluate(x);
        if (predictions is not null) batch.Tell([.. Enumerable.Range(0, batch.Written.Length).Select(Best)], predictions);
        return loss;
    }

    private float* Forward(WritingBatch batch, TrainingNoise? noise)
    {
        _target.Load(batch.Written, inputs: 1);
        if (_rows.Length < _target.Layout.Steps) _rows = new int[_target.Layout.Steps * 2];
        return _network.Forward(_source.Layout, _source.Inputs, _target.Layout, _target.Inputs, batch.Contexts, batch.Paragraphs, noise?.Seed);
    }

    private int[] Best(int written) => _output.Best(_target.Rows(written, _rows));

    /// <summary>Replaces inputs by what the model would have written: all guesses of one pass at once (Duckworth et al. 2019).</summary>
    private void MixIn(float* x, Example[] written, TrainingNoise noise)
    {
        _output.Begin(_target.Layout.Rows);
        _output.Evaluate(x);
        var random = new SeededRandom(SeededRandom.Combine(noise.Seed, 2));
        for (int b = 0; b < written.Length; b++)
        {
            int[] guesses = Best(b);
            for (int t = 1; t < guesses.Length; t++)
            {
                if (random.Chance(noise.OwnInputRate)) written[b].Inputs[t] = guesses[t - 1];
            }
        }
    }
}
