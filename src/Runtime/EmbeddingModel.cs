using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>A loaded model of spoken words: an encoder from sound to a vector and, if it has one, a decoder back. Immutable, shared by any number of <see cref="AudioEmbedder"/>s and <see cref="AudioDecoder"/>s on any threads.</summary>
public sealed class EmbeddingModel
{
    /// <summary>Takes over weights, for example fresh from training. They must not change any more.</summary>
    /// <exception cref="ModelFormatException">The model is of another kind.</exception>
    public EmbeddingModel(ModelWeights weights) : this(CompiledModel.Compile(weights, WeightPrecision.Float32))
    {
    }

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">The model is of another kind.</exception>
    public EmbeddingModel(CompiledModel model)
    {
        Spec = model.Spec;
        Spec.Validate(Spec.Name);
        model.RequireTask(TaskKind.EmbedSpeech);
        Encoder = model.Network(NetworkNames.Encoder);
        Decoder = Spec.Networks!.ContainsKey(NetworkNames.Decoder) ? model.Network(NetworkNames.Decoder) : null;
        LogMel = new LogMel(Spec.Features);
        Normalization = new Normalization(model.Mean, model.Std);
    }

    /// <summary>What the model hears, and its networks.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Samples per second that an embedder with this model expects.</summary>
    public int SampleRate => Spec.Features.SampleRate;

    /// <summary>Length of a vector.</summary>
    public int Dimension => Encoder.OutputSize;

    /// <summary>Whether vectors can be turned back into frames.</summary>
    public bool HasDecoder => Decoder is not null;

    /// <summary>From feature steps to what becomes the vector.</summary>
    internal SequenceNetwork Encoder { get; }

    /// <summary>From the vector, at every step, to the frames of the step.</summary>
    internal SequenceNetwork? Decoder { get; }

    internal LogMel LogMel { get; }

    internal Normalization Normalization { get; }

    /// <summary>The frames that the encoder hears of a segment, without its tail: what a decoder's are compared with.</summary>
    /// <param name="samples">A segment.</param>
    /// <returns>[T, Bands], normalised log-mel bands, one frame every hop.</returns>
    public float[] Frames(ReadOnlySpan<float> samples)
    {
        FeatureSpec features = Spec.Features;
        float[] frames = FeatureExtractor.Frames(LogMel, samples);
        Normalization.Run(frames);
        int sounding = (samples.Length + features.HopLength - 1) / features.HopLength;
        return frames[..Math.Min(frames.Length, sounding * features.Bands)];
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, or one of another kind; the message names the file, the place, what was expected and what was found.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EmbeddingModel Load(string path) => new(CompiledModel.Open(path));
}
