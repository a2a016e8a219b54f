using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>Networks that PyTorch exported, read as models, give the same numbers here as the file in ONNX Runtime.</summary>
public class ImportParityTests
{
    [Theory]
    [InlineData("lstm-ctc", "Lstm 12-10, Lstm 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-opset-9", "Lstm 12-10, Lstm 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-streaming", "Lstm 12-10, Lstm 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-tanh", "Lstm 12-10, Tanh 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-norm", "Lstm 12-10, LayerNorm 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-norm-plain", "Lstm 12-10, LayerNorm 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-start", "Lstm 12-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-packed", "Lstm 12-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-fixed", "Lstm 12-10, Dense 10-5")]
    [InlineData("lstm-both-unfolded", "Lstm 12-20, Dense 20-5, LogSoftmax 5-5")]
    [InlineData("gru-both", "Gru 12-20, Gru 20-20, Dense 20-5, LogSoftmax 5-5")]
    [InlineData("rnn-relu-both", "Rnn 12-20, Dense 20-5, LogSoftmax 5-5")]
    [InlineData("rnn", "Rnn 12-10, Rnn 10-10, Rnn 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("gru-embedding", "Embedding 1-12, Gru 12-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("keras-lstm-both", "Lstm 12-20, Dense 20-5, LogSoftmax 5-5")]
    [InlineData("keras-gru", "Gru 12-10, Dense 10-5, LogSoftmax 5-5")]
    public void A_network_trained_elsewhere_gives_the_same_numbers(string file, string layers)
    {
        ImportedModel imported = OnnxImporter.Import(GoldenFiles.Path(file));
        Assert.Equal(layers, string.Join(", ", imported.Weights.Spec.Layers.Select(l => $"{l.Kind} {l.Inputs}-{l.Outputs}")));
        using var session = OnnxSession.Load(GoldenFiles.Path(file));
        OutputDifference difference = new ImportVerifier(imported, session).Verify(CompiledModel.Compile(imported.Weights, WeightPrecision.Float32));
        Assert.True(difference.Passed(1e-4), difference.ToString());
        Assert.InRange(difference.Count, 29 * 5 / 5, 3 * 29 * 5);
    }

    [Theory]
    [InlineData("lstm-last", "Embedding 1-12, Lstm 12-10, Lstm 10-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("lstm-last-state", "Lstm 12-10, Lstm 10-10, Dense 10-5")]
    [InlineData("lstm-mean", "Lstm 12-20, MeanPool 20-20, Dense 20-5, LogSoftmax 5-5")]
    [InlineData("keras-last", "Embedding 1-12, Lstm 12-10, Dense 10-5, LogSoftmax 5-5")]
    [InlineData("keras-slice", "Gru 12-20, Lstm 20-10, Dense 10-7, Dense 7-5, LogSoftmax 5-5")]
    public void A_network_with_one_result_for_a_sequence_has_it_at_the_last_step(string file, string layers)
    {
        ImportedModel imported = OnnxImporter.Import(GoldenFiles.Path(file));
        Assert.True(imported.IsLastStep);
        Assert.Equal(layers, string.Join(", ", imported.Weights.Spec.Layers.Select(l => $"{l.Kind} {l.Inputs}-{l.Outputs}")));
        using var session = OnnxSession.Load(GoldenFiles.Path(file));
        OutputDifference difference = new ImportVerifier(imported, session).Verify(CompiledModel.Compile(imported.Weights, WeightPrecision.Float32));
        Assert.True(difference.Passed(1e-4), difference.ToString());
        Assert.Equal(3 * 5, difference.Count);
    }

    [Theory]
    [InlineData("lstm-ctc", WeightPrecision.Float32, 1e-4)]
    [InlineData("lstm-ctc", WeightPrecision.Bfloat16, 0.1)]
    [InlineData("lstm-ctc", WeightPrecision.Int8, 0.2)]
    [InlineData("gru-both", WeightPrecision.Float32, 1e-4)]
    [InlineData("gru-both", WeightPrecision.Bfloat16, 0.1)]
    [InlineData("gru-both", WeightPrecision.Int8, 0.2)]
    public void An_imported_model_is_compiled_and_loaded_as_any_other(string file, WeightPrecision precision, double tolerance)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".eseq");
        try
        {
            ImportedModel imported = OnnxImporter.Import(GoldenFiles.Path(file));
            ModelCompiler.Save(imported.Weights, precision, path);
            using var session = OnnxSession.Load(GoldenFiles.Path(file));
            OutputDifference difference = new ImportVerifier(imported, session).Verify(CompiledModel.Open(path));
            Assert.True(difference.Passed(tolerance), difference.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_log_softmax_can_be_added_to_logits()
    {
        ImportedModel imported = OnnxImporter.Import(GoldenFiles.Path("lstm-fixed"), new OnnxImportOptions { AddLogSoftmax = true });
        Assert.Equal(LayerKind.LogSoftmax, imported.Weights.Spec.Layers[^1].Kind);
        Assert.True(imported.IsLogits);
        using var session = OnnxSession.Load(GoldenFiles.Path("lstm-fixed"));
        OutputDifference difference = new ImportVerifier(imported, session).Verify(CompiledModel.Compile(imported.Weights, WeightPrecision.Float32));
        Assert.True(difference.Passed(1e-4), difference.ToString());
    }

    [Fact]
    public void What_is_not_speech_needs_no_features_and_no_tokens()
    {
        ModelSpec spec = OnnxImporter.Import(GoldenFiles.Path("gru-embedding")).Weights.Spec;
        Assert.Equal((TaskKind.Sequence, null, null, 0), (spec.Task, spec.Audio, spec.Text, spec.Tokens.Count));
        Assert.Equal(spec.ToJson(), ModelSpec.FromJson(spec.ToJson(), "again").ToJson());
        var metadata = new Dictionary<string, string> { ["tokens"] = "[\"a\", \"b\", \"c\", \"d\", \"e\"]", ["task"] = "Tag", ["text"] = "{\"unit\": \"Words\", \"vocabulary\": [\"?\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\"]}" };
        spec = OnnxImporter.Import(GoldenFiles.Path("gru-embedding"), new OnnxImportOptions { Metadata = metadata }).Weights.Spec;
        Assert.Equal((TaskKind.Tag, 9, 5), (spec.Task, spec.Text!.Vocabulary.Count, spec.Tokens.Count));
    }

    [Theory]
    [InlineData(OnnxForm.Streaming, false)]
    [InlineData(OnnxForm.Whole, false)]
    [InlineData(OnnxForm.Whole, true)]
    public void What_we_export_comes_back(OnnxForm form, bool bidirectional)
    {
        ModelWeights model = RandomModel.Small(bidirectional);
        ModelWeights back = OnnxImporter.Import(OnnxExporter.ToBytes(model, new OnnxExportOptions { Form = form }), "back").Weights;
        Assert.Equal(model.Spec.ToJson(), back.Spec.ToJson());
        Assert.All(model.Tensors, t => Assert.Equal(t.Data, back[t.Name].Data));
    }
}
