using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>The upper half of a hierarchical autoencoder: the vectors of a paragraph's sentences become its vector, and that becomes a plan for each sentence (Li et al. 2015).</summary>
/// <remarks>E length of a sentence's vector, P of a paragraph's, G of a plan.</remarks>
internal sealed unsafe class TrainablePlanner
{
    private readonly TrainableNetwork _sentences, _planner;
    private readonly SourceVector _vector;
    private AlignedBuffer? _x, _plannerInput, _dSentences, _dParagraph, _dVectors;
    private ParagraphLayout _layout = null!;

    public TrainablePlanner(ModelSpec spec, WorkerParameters parameters, float dropout)
    {
        _sentences = new(spec, parameters, dropout, NetworkNames.Sentences);
        _planner = new(spec, parameters, dropout, NetworkNames.Planner);
        _vector = new(spec.NetworkLayers(NetworkNames.Sentences)[^1]);
    }

    /// <summary>G.</summary>
    public int Outputs => _planner.Outputs;

    /// <summary>Plans of the last forward.</summary>
    public int Rows => _layout.Written.Rows;

    private int E => _sentences.Inputs;

    private int P => _sentences.Outputs;

    /// <summary>[rows of layout.Written, G] plans from vectors [sentences, E]; valid until the next forward.</summary>
    public float* Forward(ParagraphLayout layout, float* vectors, ulong? dropoutSeed)
    {
        _layout = layout;
        float* x = Reserve(ref _x, (long)layout.Read.Rows * E), input = Reserve(ref _plannerInput, (long)layout.Written.Rows * P);
        for (int row = 0; row < layout.Read.Rows; row++) Row(vectors, layout.SentenceAt[row], E).CopyTo(Row(x, row, E));
        float* read = _sentences.Forward(layout.Read, x, Seed(dropoutSeed, 1));
        for (int b = 0; b < layout.Read.Count; b++)
        {
            _vector.Read(layout.Read, read, b, Row(input, b, P));
            for (int t = 1; t < layout.Written.Lengths[b]; t++) Row(input, b, P).CopyTo(Row(input, layout.Written.Start(t) + b, P));
        }
        return _planner.Forward(layout.Written, input, Seed(dropoutSeed, 2));
    }

    /// <summary>Gradient of the sentences' vectors, [sentences, E], from that of the plans.</summary>
    public float* Backward(float* dPlans)
    {
        float* dInput = _planner.Backward(dPlans, needInputGradient: true), dSentences = Reserve(ref _dSentences, (long)_layout.Read.Rows * P), dParagraph = Reserve(ref _dParagraph, P);
        new Span<float>(dSentences, _layout.Read.Rows * P).Clear();
        for (int b = 0; b < _layout.Read.Count; b++)
        {
            Row(dInput, b, P).CopyTo(Row(dParagraph, 0, P));
            for (int t = 1; t < _layout.Written.Lengths[b]; t++) RowOperations.Add(dInput + (long)(_layout.Written.Start(t) + b) * P, dParagraph, P);
            _vector.AddGradient(_layout.Read, dSentences, b, Row(dParagraph, 0, P));
        }
        float* dx = _sentences.Backward(dSentences, needInputGradient: true), dVectors = Reserve(ref _dVectors, (long)_layout.Read.Rows * E);
        for (int row = 0; row < _layout.Read.Rows; row++) Row(dx, row, E).CopyTo(Row(dVectors, _layout.SentenceAt[row], E)); // A sentence is in one paragraph.
        return dVectors;
    }

    private static ulong? Seed(ulong? seed, ulong part) => seed is { } s ? SeededRandom.Combine(s, part) : null;

    private static Span<float> Row(float* x, int row, int size) => new(x + (long)row * size, size);

    private static float* Reserve(ref AlignedBuffer? buffer, long length)
    {
        if (buffer is null || buffer.Length < length) buffer = new AlignedBuffer(length + length / 8);
        return buffer.Pointer;
    }
}
