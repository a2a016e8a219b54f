using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>Encoder and decoder of a model of spoken words, each as a graph of its own.</summary>
public sealed class EmbeddingModelTests
{
    [Theory]
    [InlineData(NetworkNames.Encoder, WeightPrecision.Float32)]
    [InlineData(NetworkNames.Decoder, WeightPrecision.Float32)]
    [InlineData(NetworkNames.Encoder, WeightPrecision.Bfloat16)]
    public void A_part_agrees_with_onnx_runtime(string network, WeightPrecision precision)
    {
        CompiledModel whole = CompiledModel.Compile(WordModel.Weights(), precision);
        using var verifier = new ModelVerifier(CompiledModel.Compile(whole.ToWeights().Part(network), precision));
        VerificationReport report = verifier.VerifyRandom(seed: 3, sequences: 3, steps: 40);
        Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
        Assert.Contains(report.Outputs, o => o.IsState);
    }

    [Fact]
    public void The_whole_is_not_one_graph_and_a_part_that_is_not_there_is_named()
    {
        Assert.Throws<ModelFormatException>(() => OnnxExporter.ToBytes(WordModel.Weights()));
        Assert.Contains("target", Assert.Throws<ModelFormatException>(() => WordModel.Weights().Part(NetworkNames.Target)).Message, StringComparison.Ordinal);
    }
}
