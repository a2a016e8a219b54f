using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Paragraphs that are to be written again sentence by sentence; after the last sentence an empty one.</summary>
internal sealed unsafe class ParagraphWorker(ModelSpec spec, WorkerParameters parameters, float dropout) : TaskWorker(spec, parameters)
{
    private readonly TrainableEncoderDecoder _network = new(spec, parameters, dropout);
    private readonly TrainableOutput _output = new(spec, parameters, NetworkNames.Output);
    private readonly PackedBatch _source = new(), _target = new();
    private int[] _rows = [];

    /// <inheritdoc/>
    protected override double Run(IReadOnlyList<Example> examples, TrainingNoise? noise, Action<Example, int[]>? predictions)
    {
        Example[] paragraphs = [.. examples.OrderByDescending(e => e.Sentences!.Count)];
        // The encoder's batch: all sentences, the longest first.
        (int Paragraph, int Index, Example Sentence)[] read = [.. paragraphs.SelectMany((p, b) => p.Sentences!.Select((s, i) => (b, i, s))).OrderByDescending(s => s.s.Steps)];
        Example[] sentences = [.. read.Select(r => r.Sentence)];
        _source.Load(noise?.Apply(sentences) ?? sentences, _network.Inputs);
        ParagraphLayout layout = Layout(paragraphs, read);
        // The decoder's: the same and the empty ones, the longest text first.
        (int Paragraph, int Index, int[] Text)[] written = [.. paragraphs.SelectMany((p, b) => p.Sentences!.Select((s, i) => (b, i, s.Text)).Append((b, p.Sentences!.Count, [Vocabulary.EndNumber]))).OrderByDescending(w => w.Item3.Length)];
        _target.Load(written.Select(w => EncoderDecoderWorker.TeacherForced(w.Text)), inputs: 1);
        if (_rows.Length < _target.Layout.Steps) _rows = new int[_target.Layout.Steps * 2];
        int[] plans = [.. written.Select(w => layout.Written.Start(w.Index) + w.Paragraph)];
        float* x = _network.Forward(_source.Layout, _source.Inputs, _target.Layout, _target.Inputs, plans, layout, noise?.Seed);
        Span<int> tokens = _output.Begin(_target.Layout.Rows);
        for (int b = 0; b < written.Length; b++) _target.Spread(b, written[b].Text, tokens);
        if (noise is not null)
        {
            double learned = _output.Learn(x);
            _network.Backward(_output.InputGradient);
            return learned;
        }
        double loss = _output.Evaluate(x);
        if (predictions is not null) Tell(paragraphs, written, predictions);
        return loss;
    }

    private static ParagraphLayout Layout(Example[] paragraphs, (int Paragraph, int Index, Example Sentence)[] read)
    {
        var reads = new SequenceLayout([.. paragraphs.Select(p => p.Sentences!.Count)]);
        int[] sentenceAt = new int[reads.Rows];
        for (int s = 0; s < read.Length; s++) sentenceAt[reads.Start(read[s].Index) + read[s].Paragraph] = s;
        return new ParagraphLayout(reads, sentenceAt, new SequenceLayout([.. paragraphs.Select(p => p.Sentences!.Count + 1)]));
    }

    private void Tell(Example[] paragraphs, (int Paragraph, int Index, int[] Text)[] written, Action<Example, int[]> predictions)
    {
        int[][][] best = [.. paragraphs.Select(p => new int[p.Sentences!.Count + 1][])];
        for (int b = 0; b < written.Length; b++) best[written[b].Paragraph][written[b].Index] = _output.Best(_target.Rows(b, _rows));
        for (int p = 0; p < paragraphs.Length; p++) predictions(paragraphs[p], [.. best[p].SelectMany(s => s)]);
    }
}
