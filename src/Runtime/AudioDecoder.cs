using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>A vector back to frames, a step at a time: the decoder hears the vector at every step and remembers what it wrote. Allocates nothing after its creation.</summary>
/// <remarks>Not for two threads at once: that is detected and throws.</remarks>
public sealed class AudioDecoder
{
    private readonly EmbeddingModel _model;
    private readonly SequenceNetwork _decoder;
    private readonly NetworkState _state;
    private readonly float[] _vector;
    private readonly ExclusiveUse _use = new("Start and Next");

    /// <param name="model">May be shared.</param>
    /// <exception cref="ArgumentException">The model has no decoder.</exception>
    public AudioDecoder(EmbeddingModel model)
    {
        _decoder = model.Decoder ?? throw new ArgumentException($"Model {model.Spec.Name} has no decoder.", nameof(model));
        _model = model;
        _state = _decoder.CreateState();
        _vector = new float[model.Dimension];
    }

    /// <summary>Frames that a step writes.</summary>
    public int FramesPerStep => _model.Spec.Features.Skip;

    /// <summary>Numbers that a step writes: FramesPerStep frames of all bands, the oldest first.</summary>
    public int StepSize => _decoder.OutputSize;

    /// <summary>Begins the reconstruction of a segment.</summary>
    /// <param name="vector">[Dimension], from an <see cref="AudioEmbedder"/> of the same model.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the decoder.</exception>
    public void Start(ReadOnlySpan<float> vector)
    {
        using ExclusiveUse.Use use = _use.Begin();
        if (vector.Length != _vector.Length) throw new ArgumentException($"Expected a vector of {_vector.Length} numbers, found {vector.Length}.", nameof(vector));
        vector.CopyTo(_vector);
        _state.Reset();
    }

    /// <summary>Writes the next step.</summary>
    /// <param name="frames">[StepSize], normalised log-mel bands as in <see cref="EmbeddingModel.Frames"/>.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the decoder.</exception>
    public void Next(Span<float> frames)
    {
        using ExclusiveUse.Use use = _use.Begin();
        _decoder.Run(_state, _vector, frames);
    }
}
