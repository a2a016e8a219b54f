using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Embedding;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter;

/// <summary>Runs a model that writes a text from a text with our runtime and, as one exported graph, with ONNX Runtime: both write the most probable token at each step, until the end symbol.</summary>
public sealed class DecodingVerifier : IDisposable
{
    private readonly EncoderDecoder _ours;
    private readonly OnnxSession _theirs;

    /// <summary>Exports the model in memory and loads it into ONNX Runtime; of a compiled one the weights that it stands for.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there, or does not accept the graph.</exception>
    /// <exception cref="ModelFormatException">The model is none that writes a text from a text.</exception>
    /// <remarks>Both compute with the rounded weights in float32: where int8 kernels round inputs too, one token that is nearly as probable as another would change all that follow.</remarks>
    public DecodingVerifier(CompiledModel model) : this(model.Precision == WeightPrecision.Int8 ? CompiledModel.Compile(model.ToWeights(), WeightPrecision.Float32) : model, model.ToWeights()) { }

    /// <summary>As the public constructor, with other weights in ONNX Runtime than in ours: tests show that a difference is found.</summary>
    internal DecodingVerifier(CompiledModel ours, ModelWeights exported)
    {
        ModelSpec spec = ours.Spec;
        DecodingGraph.Check(spec);
        _ours = new EncoderDecoder(ours, spec.Task);
        _theirs = new OnnxSession(OnnxExporter.ToBytes(exported, new OnnxExportOptions { Form = OnnxForm.Whole }));
    }

    /// <summary>Compares what is written for random texts.</summary>
    /// <param name="seed">The same seed draws the same texts.</param>
    /// <param name="texts">Number of texts, at least 1.</param>
    /// <param name="longest">Units of the longest, at least 1; so many tokens at most are written, the end symbol not counted.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime fails, for example because it writes a text of another length.</exception>
    public VerificationReport VerifyRandom(int seed = 1, int texts = 10, int longest = 20)
    {
        var random = new Random(seed);
        IReadOnlyList<string> vocabulary = _ours.Spec.Text!.Vocabulary;
        DifferenceMeter tokens = new(), logs = new(), vectors = new();
        for (int i = 0; i < texts; i++)
        {
            string[] units = [.. Enumerable.Range(0, i == 0 ? longest : random.Next(1, longest + 1)).Select(_ => vocabulary[random.Next(vocabulary.Count)])];
            Compare(units, longest, tokens, logs, vectors);
        }
        return new VerificationReport(
        [
            tokens.Result("token by token", OnnxNames.Tokens, isState: false),
            logs.Result("token by token", OnnxNames.LogProbability, isState: false),
            vectors.Result("whole", OnnxNames.Vector, isState: false),
        ]);
    }

    /// <summary>Releases ONNX Runtime's session.</summary>
    public void Dispose() => _theirs.Dispose();

    private void Compare(string[] units, int longest, DifferenceMeter tokens, DifferenceMeter logs, DifferenceMeter vectors)
    {
        (float[] vector, float[] encoded) = _ours.Encode(units);
        WrittenSequence written = _ours.Write(vector, encoded, width: 1, longest)[0];
        long[] expected = written.IsComplete ? [.. written.Tokens, 1] : [.. written.Tokens]; // The end symbol, or cut.
        float[] rows = _ours.Features.Encode(units);

        using var bound = new BoundInputs(_theirs.CreateBinding());
        Span<long> input = bound.Input<long>(OnnxNames.Rows, [units.Length, 1, rows.Length / units.Length]);
        for (int i = 0; i < rows.Length; i++) input[i] = (long)rows[i];
        bound.Input<long>(OnnxNames.Longest, [])[0] = written.IsComplete ? longest + 1 : longest;
        Span<long> theirTokens = bound.Output<long>(OnnxNames.Tokens, [expected.Length]);
        Span<float> theirLog = bound.Output(OnnxNames.LogProbability, []), theirVector = bound.Output(OnnxNames.Vector, [1, 1, vector.Length]);
        bound.Run();

        vectors.Add(vector, theirVector);
        logs.Add([(float)written.LogProbability], theirLog);
        for (int i = 0; i < expected.Length; i++) tokens.Add([expected[i]], [theirTokens[i]]);
    }
}
