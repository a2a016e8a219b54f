using EmbeddedSeq.Exporter.Onnx.Decoding;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime;
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

    /// <summary>Compares what is written for random texts; a text of a model of paragraphs has one to three sentences.</summary>
    /// <param name="seed">The same seed draws the same texts.</param>
    /// <param name="texts">Number of texts, at least 1.</param>
    /// <param name="longest">Units of the longest, at least 1; so many tokens at most are written, the end symbol not counted. In a model of paragraphs those of a sentence.</param>
    /// <param name="sentences">Most sentences that a model of paragraphs writes, at least 1; the empty one at the end counts.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime fails, for example because it writes a text of another length.</exception>
    public VerificationReport VerifyRandom(int seed = 1, int texts = 10, int longest = 20, int sentences = 4)
    {
        var random = new Random(seed);
        IReadOnlyList<string> vocabulary = _ours.Spec.Text!.Vocabulary;
        string[] Draw(int units) => [.. Enumerable.Range(0, units).Select(_ => vocabulary[random.Next(vocabulary.Count)])];
        var comparison = new DecodingComparison(_ours, _theirs, longest, sentences);
        for (int i = 0; i < texts; i++)
        {
            string[] first = Draw(i == 0 ? longest : random.Next(1, longest + 1));
            if (_ours.Spec.Text!.Sentences == 0) comparison.Text(first);
            else comparison.Paragraph([first, .. Enumerable.Range(0, random.Next(3)).Select(_ => Draw(random.Next(1, longest + 1)))]);
        }
        return comparison.Report();
    }

    /// <summary>Releases ONNX Runtime's session.</summary>
    public void Dispose() => _theirs.Dispose();
}
