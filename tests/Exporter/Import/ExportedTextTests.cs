using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>Models that read text come back from the files that we write, and the files give the same numbers in ONNX Runtime.</summary>
public class ExportedTextTests
{
    [Theory]
    [InlineData(OnnxForm.Streaming, null, null)]
    [InlineData(OnnxForm.Whole, null, null)]
    [InlineData(OnnxForm.Whole, 7, 2)]
    public void A_tagger_with_one_row_a_step_comes_back(OnnxForm form, int? steps, int? batch)
    {
        ModelSpec classifier = TextModels.Classifier(TextModels.Words);
        LayerSpec[] layers = [.. classifier.Layers.Where(l => l.Kind != LayerKind.MeanPool && l.Kind != LayerKind.Tanh)];
        ComesBack(classifier with { Task = TaskKind.Tag, Layers = layers }, new OnnxExportOptions { Form = form, Steps = steps, Batch = batch });
    }

    [Theory]
    [InlineData(OnnxForm.Streaming, false, false, null, null)]
    [InlineData(OnnxForm.Streaming, true, false, null, null)]
    [InlineData(OnnxForm.Whole, true, true, null, null)]
    [InlineData(OnnxForm.Whole, true, false, 7, 2)]
    public void A_classifier_with_mean_and_letter_ngrams_comes_back(OnnxForm form, bool hashed, bool bidirectional, int? steps, int? batch)
    {
        ModelSpec classifier = TextModels.Classifier(hashed ? TextModels.Hashed : TextModels.Words, bidirectional);
        ComesBack(classifier with { Layers = [.. classifier.Layers.Where(l => l.Kind != LayerKind.Tanh)] }, new OnnxExportOptions { Form = form, Steps = steps, Batch = batch });
    }

    private static void ComesBack(ModelSpec spec, OnnxExportOptions options)
    {
        ModelWeights model = RandomModel.Weights(spec, new Random(4));
        byte[] file = OnnxExporter.ToBytes(model, options);
        ImportedModel back = OnnxImporter.Import(file, "back");
        Assert.Equal(model.Spec.Layers, back.Weights.Spec.Layers);
        Assert.Equal(model.Spec.ToJson(), back.Weights.Spec.ToJson());
        Assert.All(model.Tensors, t => Assert.Equal(t.Data, back.Weights[t.Name].Data));
        using var session = new OnnxSession(file);
        OutputDifference difference = new ImportVerifier(back, session).Verify(CompiledModel.Compile(back.Weights, WeightPrecision.Float32));
        Assert.True(difference.Passed(1e-4), difference.ToString());
        Assert.Equal((options.Batch ?? 3) * (options.Steps ?? 29) * spec.Layers[^1].Outputs, difference.Count);
    }
}
