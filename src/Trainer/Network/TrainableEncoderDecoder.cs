using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// Encoder and decoder, trained jointly: the source's vector stands beside every input of the decoder (Cho et al. 2014); with
/// attention, what it found stands beside the decoder's output (Luong et al. 2015). Of a paragraph, what stands beside the input
/// is the plan of the sentence that is written (Li et al. 2015); a plan is as long as a sentence's vector, so that a sentence alone
/// can be written from that. docs/model-format.md says how they fit.
/// </summary>
/// <remarks>E outputs of the encoder, D of the target's embedding, H of the decoder.</remarks>
internal sealed unsafe class TrainableEncoderDecoder
{
    private readonly TrainableNetwork _encoder, _target, _decoder, _output;
    private readonly TrainableAttention? _attention;
    private readonly TrainablePlanner? _planner;
    private readonly SourceVector _vector;
    private AlignedBuffer? _vectors, _x, _joined, _dEncoded, _dTarget, _dHidden, _dFound, _dContexts;
    private SequenceLayout _source = null!, _written = null!;
    private int[] _sources = [];
    private bool _isPlanned;

    public TrainableEncoderDecoder(ModelSpec spec, WorkerParameters parameters, float dropout)
    {
        _encoder = new(spec, parameters, dropout, NetworkNames.Encoder);
        _target = new(spec, parameters, dropout, NetworkNames.Target);
        _decoder = new(spec, parameters, dropout, NetworkNames.Decoder);
        _output = new(spec, parameters, dropout, NetworkNames.Output, without: TrainableOutput.Layers);
        if (spec.Networks!.ContainsKey(NetworkNames.Attention)) _attention = new(new(spec, parameters, dropout, NetworkNames.Attention));
        if (spec.Networks!.ContainsKey(NetworkNames.Planner)) _planner = new(spec, parameters, dropout);
        _vector = new(spec.Networks[NetworkNames.Encoder][^1]);
    }

    /// <summary>Length of a step of the source.</summary>
    public int Inputs => _encoder.Inputs;

    private int E => _encoder.Outputs;

    private int D => _target.Outputs;

    private int H => _decoder.Outputs;

    /// <summary>Runs a batch; all inputs must stay until backward.</summary>
    /// <param name="source">Lengths of the sources.</param>
    /// <param name="x">[source rows, Inputs].</param>
    /// <param name="written">Lengths of the targets.</param>
    /// <param name="before">[target rows, 1], the token before each that is to be written.</param>
    /// <param name="sources">For each target, which source, or which row of the paragraphs' plans, it is written from.</param>
    /// <param name="paragraphs">Which sources are sentences of which paragraph; null if each is a text of its own, of a model for paragraphs too.</param>
    /// <param name="dropoutSeed">Decides what dropout drops; null switches it off.</param>
    /// <returns>[target rows, inputs of the <see cref="TrainableOutput"/>].</returns>
    public float* Forward(SequenceLayout source, float* x, SequenceLayout written, float* before, int[] sources, ParagraphLayout? paragraphs, ulong? dropoutSeed)
    {
        (_source, _written, _sources, _isPlanned) = (source, written, sources, paragraphs is not null);
        float* encoded = _encoder.Forward(source, x, Seed(dropoutSeed, 1)), embedded = _target.Forward(written, before, Seed(dropoutSeed, 2));
        float* vectors = Reserve(ref _vectors, (long)source.Count * E), input = Reserve(ref _x, (long)written.Rows * (D + E));
        for (int b = 0; b < source.Count; b++) _vector.Read(source, encoded, b, new Span<float>(vectors + (long)b * E, E));
        float* contexts = _isPlanned ? _planner!.Forward(paragraphs!, vectors, Seed(dropoutSeed, 4)) : vectors;
        ForEachRow((row, b) =>
        {
            Row(embedded, row, D).CopyTo(Row(input, row, D + E));
            Row(contexts, sources[b], E).CopyTo(Row(input, row, D + E)[D..]);
        });
        float* hidden = _decoder.Forward(written, input, Seed(dropoutSeed, 3));
        if (_attention is null) return _output.Forward(written, hidden, dropoutSeed: null);
        float* found = _attention.Forward(source, encoded, written, hidden, sources), joined = Reserve(ref _joined, (long)written.Rows * (H + E));
        ForEachRow((row, _) =>
        {
            Row(hidden, row, H).CopyTo(Row(joined, row, H + E));
            Row(found, row, E).CopyTo(Row(joined, row, H + E)[H..]);
        });
        return _output.Forward(written, joined, dropoutSeed: null);
    }

    /// <summary>Adds the gradients of all tensors.</summary>
    /// <param name="dy">[target rows, inputs of the output].</param>
    public void Backward(float* dy)
    {
        float* dEncoded = Reserve(ref _dEncoded, (long)_source.Rows * E);
        new Span<float>(dEncoded, _source.Rows * E).Clear();
        float* dHidden = _output.Backward(dy, needInputGradient: true);
        if (_attention is not null) dHidden = ThroughAttention(dHidden, dEncoded);
        float* dx = _decoder.Backward(dHidden, needInputGradient: true), dTarget = Reserve(ref _dTarget, (long)_written.Rows * D);
        int contexts = _isPlanned ? _planner!.Rows : _source.Count;
        float* dContexts = Reserve(ref _dContexts, (long)contexts * E);
        new Span<float>(dContexts, contexts * E).Clear();
        ForEachRow((row, b) =>
        {
            Row(dx, row, D + E)[..D].CopyTo(Row(dTarget, row, D));
            RowOperations.Add(dx + (long)row * (D + E) + D, dContexts + (long)_sources[b] * E, E);
        });
        _target.Backward(dTarget);
        float* dVectors = _isPlanned ? _planner!.Backward(dContexts) : dContexts;
        for (int b = 0; b < _source.Count; b++) _vector.AddGradient(_source, dEncoded, b, Row(dVectors, b, E));
        _encoder.Backward(dEncoded);
    }

    private float* ThroughAttention(float* dJoined, float* dEncoded)
    {
        float* dHidden = Reserve(ref _dHidden, (long)_written.Rows * H), dFound = Reserve(ref _dFound, (long)_written.Rows * E);
        ForEachRow((row, _) =>
        {
            Row(dJoined, row, H + E)[..H].CopyTo(Row(dHidden, row, H));
            Row(dJoined, row, H + E)[H..].CopyTo(Row(dFound, row, E));
        });
        RowOperations.Add(_attention!.Backward(dFound, dEncoded), dHidden, (long)_written.Rows * H);
        return dHidden;
    }

    private void ForEachRow(Action<int, int> action)
    {
        for (int t = 0; t < _written.Steps; t++)
        {
            for (int b = 0; b < _written.Active(t); b++) action(_written.Start(t) + b, b);
        }
    }

    private static ulong? Seed(ulong? seed, ulong part) => seed is { } s ? SeededRandom.Combine(s, part) : null;

    private static Span<float> Row(float* x, int row, int size) => new(x + (long)row * size, size);

    private static float* Reserve(ref AlignedBuffer? buffer, long length)
    {
        if (buffer is null || buffer.Length < length) buffer = new AlignedBuffer(length + length / 8);
        return buffer.Pointer;
    }
}
