using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>A loaded speech model: immutable, shared by any number of <see cref="SpeechRecognizer"/>s on any threads.</summary>
public sealed class SpeechModel
{
    private readonly CompiledModel _compiled;
    private StrongBox<ulong>? _fingerprint; // By any thread; twice the same if by two at once.

    /// <summary>Takes over weights, for example fresh from training. They must not change any more.</summary>
    /// <exception cref="ModelFormatException">The model does not write tokens with log-probabilities, or its statistics are not positive.</exception>
    public SpeechModel(ModelWeights weights) : this(CompiledModel.Compile(weights, WeightPrecision.Float32))
    {
    }

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">The model does not write tokens with log-probabilities.</exception>
    public SpeechModel(CompiledModel model)
    {
        _compiled = model;
        Spec = model.Spec;
        Spec.Validate(Spec.Name);
        if (Spec.Audio is null) throw new ModelFormatException(model.Source, $"expected a model of speech, found one for the task {CompiledModel.NameOf(Spec.Task)}");
        if (Spec.Layers[^1].Kind != LayerKind.LogSoftmax)
            throw new ModelFormatException(Spec.Name, $"a speech model must end in a {LayerKind.LogSoftmax} layer, found {Spec.Layers[^1].Kind}");
        Network = model.Network();
        LogMel = new LogMel(Spec.Features);
        Normalization = new Normalization(model.Mean, model.Std);
    }

    /// <summary>What the model hears, its layers, its tokens.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Samples per second that a recogniser with this model expects.</summary>
    public int SampleRate => Spec.Features.SampleRate;

    /// <summary>Features to log-probabilities.</summary>
    public SequenceNetwork Network { get; }

    /// <summary>Tells this model from others; computed when it is first asked for.</summary>
    internal ulong Fingerprint => (_fingerprint ??= new StrongBox<ulong>(_compiled.Checksum())).Value;

    internal LogMel LogMel { get; }

    internal Normalization Normalization { get; }

    /// <summary>
    /// Runs an utterance of a second through a scratch recogniser, so that the first frames of a stream find the code compiled and
    /// the weights in memory: takes a fraction of a second, once after loading. Without it the first frame costs tens of milliseconds.
    /// </summary>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public void Warmup()
    {
        foreach (BeamSearchOptions? beam in new[] { null, new BeamSearchOptions() })
            new SpeechRecognizer(this, new SpeechRecognizerOptions { Beam = beam }).Rehearse();
    }

    /// <summary>Number of steps in so much audio, at least 1 and few enough for one array to hold what any layer makes of them.</summary>
    internal int StepsIn(TimeSpan length)
    {
        int largest = Array.MaxLength / (4 * Math.Max(Network.InputSize, Network.WidestLayer));
        return (int)Math.Clamp(length / Spec.Features.StepDuration, 1, largest);
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, or a damaged one; the message names the file, the place, what was expected and what was found.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SpeechModel Load(string path) => new(CompiledModel.Open(path));
}
