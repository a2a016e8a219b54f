using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter;

/// <summary>Runs a model with our runtime and, exported, with ONNX Runtime, on the same features, and measures how far the outputs are apart.</summary>
public sealed class ModelVerifier : IDisposable
{
    // A piece of several steps that does not divide most lengths, so that short last pieces occur too.
    private const int PieceLength = 7;

    private readonly ModelSpec _spec;
    private readonly SequenceNetwork _network;
    private readonly CompiledModel _ours;
    private readonly OnnxSession _whole;
    private readonly OnnxSession? _streaming;

    /// <summary>Exports the model in memory, in the streaming form too if it is causal, and loads it into ONNX Runtime.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there, or does not accept the graph.</exception>
    /// <exception cref="ModelFormatException">The model cannot be exported.</exception>
    public ModelVerifier(ModelWeights model) : this(CompiledModel.Compile(model, WeightPrecision.Float32), model) { }

    /// <summary>Runs a compiled model as it is, and in ONNX Runtime the weights that it stands for: what differs is the arithmetic, not the rounding of the weights.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there, or does not accept the graph.</exception>
    /// <exception cref="ModelFormatException">The model cannot be exported.</exception>
    public ModelVerifier(CompiledModel model) : this(model, model.ToWeights()) { }

    /// <summary>As the public constructors, with other weights in ONNX Runtime than in ours: tests show that a difference is found.</summary>
    internal ModelVerifier(CompiledModel ours, ModelWeights exported)
    {
        _spec = ours.Spec;
        _network = ours.Network();
        _ours = ours;
        _whole = Load(exported, OnnxForm.Whole);
        if (_spec.IsCausal) _streaming = Load(exported, OnnxForm.Streaming);
    }

    /// <summary>Compares on features drawn from the standard normal distribution, as normalised features are, or on rows of an embedding, all as probable; sequences of unequal length.</summary>
    /// <param name="seed">The same seed draws the same numbers.</param>
    /// <param name="sequences">Number of sequences in the batch, at least 1.</param>
    /// <param name="steps">Number of steps of the longest sequence, at least 1.</param>
    public VerificationReport VerifyRandom(int seed = 1, int sequences = 3, int steps = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequences, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var random = new Random(seed);
        return Verify([.. Enumerable.Range(0, sequences).Select(b => RandomSteps(random, b == 0 ? steps : random.Next(1, steps + 1)))]);
    }

    /// <summary>Compares on the features of recordings, side by side as one batch.</summary>
    /// <param name="recordings">Samples of each at the model's sample rate, in [−1, 1].</param>
    /// <exception cref="ArgumentException">No recordings, or one too short for a single step.</exception>
    /// <exception cref="ModelFormatException">The model hears nothing.</exception>
    public VerificationReport VerifyAudio(IReadOnlyList<float[]> recordings) => Verify([.. recordings.Select(StepsOf)]);

    /// <summary>Compares on one sequence of features, for example of a recording.</summary>
    /// <param name="steps">[T, InputSize], T at least 1: normalised, stacked features.</param>
    /// <exception cref="ArgumentException">Not whole steps.</exception>
    public VerificationReport Verify(float[] steps) => Verify([steps]);

    /// <summary>Compares on a batch of sequences, each [T, InputSize] with a T of its own, at least 1: as whole utterances and, if the network is causal, step by step and in pieces.</summary>
    /// <exception cref="ArgumentException">No sequences, or not whole steps.</exception>
    public VerificationReport Verify(IReadOnlyList<float[]> sequences)
    {
        var batch = new SequenceBatch(sequences, _spec.InputSize);
        List<OutputDifference> outputs = [new WholeComparison(_spec, _network, _whole).Run(batch)];
        if (_streaming is not null)
        {
            foreach (int pieceLength in new[] { 1, PieceLength })
                outputs.AddRange(new StreamingComparison(_spec, _network, _streaming, batch).Run(pieceLength));
        }
        return new VerificationReport(outputs);
    }

    /// <summary>Releases ONNX Runtime's sessions.</summary>
    public void Dispose()
    {
        _whole.Dispose();
        _streaming?.Dispose();
    }

    private static OnnxSession Load(ModelWeights model, OnnxForm form) => new(OnnxExporter.ToBytes(model, new OnnxExportOptions { Form = form }));

    private float[] StepsOf(float[] samples)
    {
        float[] frames = FeatureExtractor.Frames(new LogMel(_spec.Features), samples);
        new Normalization(_ours.Mean, _ours.Std).Run(frames);
        return FeatureExtractor.Stack(frames, _spec.Features);
    }

    private float[] RandomSteps(Random random, int steps)
    {
        LayerSpec first = _spec.Layers[0];
        float[] features = new float[steps * _spec.InputSize];
        for (int i = 0; i < features.Length; i++)
        {
            if (first.Kind == LayerKind.Embedding) features[i] = random.Next(first.Inputs > 1 ? -1 : 0, first.Rows);
            else features[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())); // Box and Muller 1958.
        }
        return features;
    }
}
