using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Loss;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>One thread's share of the work on a batch of spoken words: encode, decode, and both backwards.</summary>
/// <remarks>N words, D numbers in a vector. A vector is the encoder's last output e brought to length 1: z = e/|e|, de = (dz − z (z·dz)) / |e|.</remarks>
internal sealed unsafe class EmbeddingWorker
{
    private readonly int _inputs;
    private readonly WorkerParameters _parameters;
    private readonly TrainableNetwork _encoder;
    private readonly TrainableNetwork? _decoder;
    private readonly PackedBatch _batch = new();
    private AlignedBuffer _gradient = new(16), _decoderInputs = new(16);
    private float[] _vectors = [], _norms = [];
    private int[] _places = []; // Where word n of the batch lies in the layout.

    /// <param name="spec">The model.</param>
    /// <param name="layout">Where its tensors lie.</param>
    /// <param name="weights">They.</param>
    /// <param name="dropout">Rate of the dropout.</param>
    /// <param name="frozen">Layers of the encoder that have run already: words come as their outputs.</param>
    public EmbeddingWorker(ModelSpec spec, ParameterLayout layout, AlignedBuffer weights, float dropout, int frozen)
    {
        _parameters = new WorkerParameters(layout, weights);
        _encoder = new TrainableNetwork(spec, _parameters, dropout, NetworkNames.Encoder, frozen);
        _inputs = _encoder.Inputs;
        if (spec.Networks!.ContainsKey(NetworkNames.Decoder)) _decoder = new TrainableNetwork(spec, _parameters, dropout, NetworkNames.Decoder);
    }

    /// <summary>Gradients that the last <see cref="Learn"/> added up.</summary>
    public AlignedBuffer Gradients => _parameters.Gradients;

    /// <summary>D.</summary>
    public int Dimension => _encoder.Outputs;

    /// <summary>The vectors of words.</summary>
    /// <param name="words">N words.</param>
    /// <param name="dropoutSeed">Decides what dropout drops; null switches it off.</param>
    /// <returns>[N, D], length 1 each, valid until the next call.</returns>
    public Span<float> Encode(IReadOnlyList<WordExample> words, ulong? dropoutSeed)
    {
        if (words.Count == 0) return [];
        _batch.Load(words.Select(w => w.Input), _inputs);
        float* y = _encoder.Forward(_batch.Layout, _batch.Inputs, dropoutSeed);
        if (_norms.Length < words.Count) (_vectors, _norms, _places) = (new float[words.Count * Dimension], new float[words.Count], new int[words.Count]);
        var places = new Dictionary<Example, int>(ReferenceEqualityComparer.Instance);
        for (int b = 0; b < words.Count; b++) places.Add(_batch.Examples[b], b);
        for (int n = 0; n < words.Count; n++)
        {
            _places[n] = places[words[n].Input];
            Span<float> z = _vectors.AsSpan(n * Dimension, Dimension);
            new Span<float>(y + LastRow(n) * Dimension, Dimension).CopyTo(z);
            _norms[n] = UnitVector.Normalize(z);
        }
        return _vectors.AsSpan(0, words.Count * Dimension);
    }

    /// <summary>Adds the gradients of the words that were encoded last.</summary>
    /// <param name="dz">[N, D], gradient of the vectors from other losses; changed.</param>
    /// <param name="targets">What the decoder should write from vector n; empty for no reconstruction.</param>
    /// <param name="weight">Factor of the error of each step.</param>
    /// <param name="dropoutSeed">As for the encoder.</param>
    /// <returns>Sum of the weighted mean squared errors of all steps.</returns>
    public double Learn(Span<float> dz, IReadOnlyList<WordExample> targets, float weight, ulong dropoutSeed)
    {
        Gradients.Clear();
        if (dz.Length == 0) return 0;
        double loss = targets.Count > 0 ? Reconstruct(dz, targets, weight, dropoutSeed) : 0;
        long length = (long)_batch.Layout.Rows * Dimension;
        float* dy = Reserve(ref _gradient, length);
        new Span<float>(dy, (int)length).Clear();
        for (int n = 0; n < dz.Length / Dimension; n++)
        {
            if (_norms[n] == 0) continue;
            ReadOnlySpan<float> z = _vectors.AsSpan(n * Dimension, Dimension), d = dz.Slice(n * Dimension, Dimension);
            float along = DotProduct.Run(z, d);
            float* row = dy + LastRow(n) * Dimension;
            for (int j = 0; j < Dimension; j++) row[j] = (d[j] - z[j] * along) / _norms[n];
        }
        _encoder.Backward(dy);
        return loss;
    }

    /// <summary>Mean squared error of the reconstruction of words from the vectors that were encoded last: its sum over all steps.</summary>
    public double Error(IReadOnlyList<WordExample> targets)
    {
        float* y = Decode(targets, dropoutSeed: null, out SequenceLayout layout, out int[] order);
        return Compare(layout, order, y, targets, weight: 1, Reserve(ref _gradient, (long)layout.Rows * _decoder!.Outputs));
    }

    private double Reconstruct(Span<float> dz, IReadOnlyList<WordExample> targets, float weight, ulong dropoutSeed)
    {
        float* y = Decode(targets, dropoutSeed, out SequenceLayout layout, out int[] order);
        float* dy = Reserve(ref _gradient, (long)layout.Rows * _decoder!.Outputs);
        double loss = Compare(layout, order, y, targets, weight, dy);
        float* dx = _decoder.Backward(dy, needInputGradient: true);
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int b = 0; b < layout.Active(t); b++)
            {
                Span<float> target = dz.Slice(order[b] * Dimension, Dimension);
                float* source = dx + (long)(layout.Start(t) + b) * Dimension;
                for (int j = 0; j < Dimension; j++) target[j] += source[j];
            }
        }
        return loss;
    }

    // The decoder hears its word's vector at every step. Sequence b of the layout is word order[b].
    private float* Decode(IReadOnlyList<WordExample> targets, ulong? dropoutSeed, out SequenceLayout layout, out int[] order)
    {
        int[] longestFirst = [.. Enumerable.Range(0, targets.Count).OrderByDescending(n => targets[n].TargetSteps)];
        layout = new SequenceLayout([.. longestFirst.Select(n => targets[n].TargetSteps)]);
        order = longestFirst;
        float* x = Reserve(ref _decoderInputs, (long)layout.Rows * Dimension);
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int b = 0; b < layout.Active(t); b++) _vectors.AsSpan(order[b] * Dimension, Dimension).CopyTo(new Span<float>(x + (long)(layout.Start(t) + b) * Dimension, Dimension));
        }
        return _decoder!.Forward(layout, x, dropoutSeed);
    }

    private double Compare(SequenceLayout layout, int[] order, float* y, IReadOnlyList<WordExample> targets, float weight, float* dy)
    {
        int size = _decoder!.Outputs;
        double loss = 0;
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int b = 0; b < layout.Active(t); b++)
            {
                long at = (long)(layout.Start(t) + b) * size;
                loss += ReconstructionLoss.Run(new(y + at, size), targets[order[b]].Target.AsSpan(t * size, size), weight, new(dy + at, size));
            }
        }
        return loss;
    }

    private long LastRow(int n)
    {
        int b = _places[n];
        return _batch.Layout.Start(_batch.Layout.Lengths[b] - 1) + b;
    }

    private static float* Reserve(ref AlignedBuffer buffer, long length)
    {
        if (buffer.Length < length) buffer = new AlignedBuffer(length + length / 8);
        return buffer.Pointer;
    }
}
