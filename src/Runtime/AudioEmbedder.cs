using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// A stretch of speech to one vector of length 1: samples → features → encoder → its last output. Vectors of the same word are
/// near each other, whoever says it; nearness is the scalar product. Allocates nothing after its creation, and how the samples
/// were cut does not change a bit of the vector.
/// </summary>
/// <remarks>Push and Finish belong on one thread; use from two at once is detected and throws.</remarks>
public sealed class AudioEmbedder
{
    // So many steps share one pass over the input weights.
    private const int MostSteps = 24;

    private static readonly float[] Silence = new float[1024];

    private readonly EmbeddingModel _model;
    private readonly FeatureStream _features;
    private readonly NetworkState _state;
    private readonly float[] _steps, _outputs;
    private readonly ExclusiveUse _use = new("Embed, Push, Finish and Reset");
    private int _waiting;  // Steps in _steps.
    private bool _hasSteps; // Whether _outputs holds a step of the segment.
    private int _last;      // Its place.

    /// <summary>An embedder at the start of a segment.</summary>
    /// <param name="model">May be shared.</param>
    public AudioEmbedder(EmbeddingModel model)
    {
        _model = model;
        _features = new FeatureStream(model.LogMel, model.Normalization);
        _state = model.Encoder.CreateState();
        _steps = new float[MostSteps * model.Encoder.InputSize];
        _outputs = new float[MostSteps * model.Encoder.OutputSize];
        // The working memory for whole blocks is taken now.
        model.Encoder.Run(_state, _steps, _outputs);
        _state.Reset();
    }

    /// <summary>The model.</summary>
    public EmbeddingModel Model => _model;

    /// <summary>The vector of a whole segment; a segment that was being pushed is forgotten.</summary>
    /// <param name="samples">In [−1, 1] at the model's sample rate, one channel.</param>
    /// <param name="vector">[Dimension], of length 1; zeros if the segment is too short for one step.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the embedder.</exception>
    public void Embed(ReadOnlySpan<float> samples, Span<float> vector)
    {
        using ExclusiveUse.Use use = _use.Begin();
        Check(vector);
        Clear();
        Take(samples);
        End(vector);
    }

    /// <summary>Takes the next samples of a segment that arrives piece by piece.</summary>
    /// <param name="samples">In [−1, 1] at the model's sample rate, one channel.</param>
    /// <exception cref="InvalidOperationException">Another thread is using the embedder.</exception>
    public void Push(ReadOnlySpan<float> samples)
    {
        using ExclusiveUse.Use use = _use.Begin();
        Take(samples);
    }

    /// <summary>Ends the segment; the next sample begins another.</summary>
    /// <param name="vector">[Dimension], of length 1; zeros if the segment is too short for one step.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the embedder.</exception>
    public void Finish(Span<float> vector)
    {
        using ExclusiveUse.Use use = _use.Begin();
        Check(vector);
        End(vector);
    }

    /// <summary>Forgets the segment that was being pushed.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using the embedder.</exception>
    public void Reset()
    {
        using ExclusiveUse.Use use = _use.Begin();
        Clear();
    }

    private void Check(Span<float> vector)
    {
        if (vector.Length != _model.Dimension) throw new ArgumentException($"Expected room for {_model.Dimension} numbers, found {vector.Length}.", nameof(vector));
    }

    private void Take(ReadOnlySpan<float> samples)
    {
        int size = _model.Encoder.InputSize;
        while (!samples.IsEmpty)
        {
            samples = samples[_features.Push(samples)..];
            while (_features.TryRead(_steps.AsSpan(_waiting * size, size)))
            {
                if (++_waiting == MostSteps) Run();
            }
        }
    }

    // The last sound needs silence behind it to be whole; then the encoder's last output is what it remembers.
    private void End(Span<float> vector)
    {
        for (int left = _model.Spec.Features.TailLength; left > 0; left -= Silence.Length) Take(Silence.AsSpan(0, Math.Min(left, Silence.Length)));
        Run();
        if (_hasSteps) _outputs.AsSpan(_last * vector.Length, vector.Length).CopyTo(vector);
        else vector.Clear();
        UnitVector.Normalize(vector);
        Clear();
    }

    private void Run()
    {
        if (_waiting == 0) return;
        _model.Encoder.Run(_state, _steps.AsSpan(0, _waiting * _model.Encoder.InputSize), _outputs.AsSpan(0, _waiting * _model.Encoder.OutputSize));
        (_last, _hasSteps, _waiting) = (_waiting - 1, true, 0);
    }

    private void Clear()
    {
        _features.Reset();
        _state.Reset();
        (_waiting, _hasSteps) = (0, false);
    }
}
