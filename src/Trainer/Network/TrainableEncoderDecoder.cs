using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// Encoder and decoder, trained jointly: the source's vector stands beside every input of the decoder (Cho et al. 2014); with
/// attention, what it found stands beside the decoder's output (Luong et al. 2015). docs/model-format.md says how they fit.
/// </summary>
/// <remarks>E outputs of the encoder, D of the target's embedding, H of the decoder.</remarks>
internal sealed unsafe class TrainableEncoderDecoder
{
    private readonly TrainableNetwork _encoder, _target, _decoder, _output;
    private readonly TrainableAttention? _attention;
    private readonly SourceVector _vector;
    private AlignedBuffer? _vectors, _x, _joined, _dEncoded, _dTarget, _dHidden, _dFound;
    private SequenceLayout _source = null!, _written = null!;
    private int[] _sources = [];

    public TrainableEncoderDecoder(ModelSpec spec, WorkerParameters parameters, float dropout)
    {
        _encoder = new(spec, parameters, dropout, NetworkNames.Encoder);
        _target = new(spec, parameters, dropout, NetworkNames.Target);
        _decoder = new(spec, parameters, dropout, NetworkNames.Decoder);
        _output = new(spec, parameters, dropout, NetworkNames.Output);
        if (spec.Networks!.ContainsKey(NetworkNames.Attention)) _attention = new(new(spec, parameters, dropout, NetworkNames.Attention));
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
    /// <param name="sources">For each target, which source it belongs to.</param>
    /// <param name="dropoutSeed">Decides what dropout drops; null switches it off.</param>
    /// <returns>[target rows, tokens] log-probabilities.</returns>
    public float* Forward(SequenceLayout source, float* x, SequenceLayout written, float* before, int[] sources, ulong? dropoutSeed)
    {
        (_source, _written, _sources) = (source, written, sources);
        float* encoded = _encoder.Forward(source, x, Seed(dropoutSeed, 1)), embedded = _target.Forward(written, before, Seed(dropoutSeed, 2));
        float* vectors = Reserve(ref _vectors, (long)source.Count * E), input = Reserve(ref _x, (long)written.Rows * (D + E));
        for (int b = 0; b < source.Count; b++) _vector.Read(source, encoded, b, new Span<float>(vectors + (long)b * E, E));
        ForEachRow((row, b) =>
        {
            Row(embedded, row, D).CopyTo(Row(input, row, D + E));
            Row(vectors, sources[b], E).CopyTo(Row(input, row, D + E)[D..]);
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
    /// <param name="dy">[target rows, tokens].</param>
    public void Backward(float* dy)
    {
        float* dEncoded = Reserve(ref _dEncoded, (long)_source.Rows * E);
        new Span<float>(dEncoded, _source.Rows * E).Clear();
        float* dHidden = _output.Backward(dy, needInputGradient: true);
        if (_attention is not null) dHidden = ThroughAttention(dHidden, dEncoded);
        float* dx = _decoder.Backward(dHidden, needInputGradient: true), dTarget = Reserve(ref _dTarget, (long)_written.Rows * D);
        ForEachRow((row, b) =>
        {
            Row(dx, row, D + E)[..D].CopyTo(Row(dTarget, row, D));
            _vector.AddGradient(_source, dEncoded, _sources[b], Row(dx, row, D + E)[D..]);
        });
        _target.Backward(dTarget);
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
