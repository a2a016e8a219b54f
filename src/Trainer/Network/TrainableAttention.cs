using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// For each step of a target a weighted mean of the outputs of its source's encoder: a = softmax(q·e_s), found = Σ a_s e_s, the
/// query q by a network from the decoder's output (Luong et al. 2015, "general"). A step sees only its own source: nothing is padding.
/// </summary>
internal sealed unsafe class TrainableAttention(TrainableNetwork query)
{
    private AlignedBuffer? _weights, _found, _dQuery;
    private SequenceLayout _source = null!, _written = null!;
    private int[] _sources = [];
    private float* _encoded, _queries;

    private int E => query.Outputs;

    /// <summary>[target rows, E], valid until the next forward.</summary>
    public float* Forward(SequenceLayout source, float* encoded, SequenceLayout written, float* hidden, int[] sources)
    {
        (_source, _written, _sources) = (source, written, sources);
        _encoded = encoded;
        _queries = query.Forward(written, hidden, dropoutSeed: null);
        float* found = Reserve(ref _found, (long)written.Rows * E), weights = Reserve(ref _weights, (long)written.Rows * source.Steps);
        new Span<float>(found, written.Rows * E).Clear();
        for (int t = 0; t < written.Steps; t++)
        {
            for (int b = 0; b < written.Active(t); b++)
            {
                long row = written.Start(t) + b;
                float* a = weights + row * source.Steps;
                Weigh(a, _queries + row * E, sources[b]);
                for (int s = 0; s < source.Lengths[sources[b]]; s++) RowOperations.AddScaled(Encoded(s, sources[b]), a[s], found + row * E, E);
            }
        }
        return found;
    }

    /// <summary>Adds to the encoder's gradient and gives that of the decoder's output, [target rows, H].</summary>
    public float* Backward(float* dFound, float* dEncoded)
    {
        float* dQuery = Reserve(ref _dQuery, (long)_written.Rows * E);
        new Span<float>(dQuery, _written.Rows * E).Clear();
        for (int t = 0; t < _written.Steps; t++)
        {
            for (int b = 0; b < _written.Active(t); b++)
            {
                long row = _written.Start(t) + b;
                float* a = _weights!.Pointer + row * _source.Steps, df = dFound + row * E;
                int source = _sources[b], length = _source.Lengths[source];
                float mean = 0;
                for (int s = 0; s < length; s++) mean += a[s] * RowOperations.Dot(df, Encoded(s, source), E);
                for (int s = 0; s < length; s++)
                {
                    float dScore = a[s] * (RowOperations.Dot(df, Encoded(s, source), E) - mean);
                    float* de = dEncoded + (Encoded(s, source) - _encoded);
                    RowOperations.AddScaled(Encoded(s, source), dScore, dQuery + row * E, E);
                    RowOperations.AddScaled(_queries + row * E, dScore, de, E);
                    RowOperations.AddScaled(df, a[s], de, E);
                }
            }
        }
        return query.Backward(dQuery, needInputGradient: true);
    }

    private void Weigh(float* a, float* q, int source)
    {
        int length = _source.Lengths[source];
        float largest = float.NegativeInfinity, sum = 0;
        for (int s = 0; s < length; s++) largest = MathF.Max(largest, a[s] = RowOperations.Dot(q, Encoded(s, source), E));
        for (int s = 0; s < length; s++) sum += a[s] = MathF.Exp(a[s] - largest);
        for (int s = 0; s < length; s++) a[s] /= sum;
    }

    private float* Encoded(int s, int source) => _encoded + (long)(_source.Start(s) + source) * E;

    private static float* Reserve(ref AlignedBuffer? buffer, long length)
    {
        if (buffer is null || buffer.Length < length) buffer = new AlignedBuffer(length + length / 8);
        return buffer.Pointer;
    }
}
