using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>Models that read text, and those that write another one, give the same in our runtime and in ONNX Runtime.</summary>
public class TextModelParityTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_classifier_agrees(bool hashed, bool bidirectional)
    {
        ModelWeights model = RandomModel.Weights(TextModels.Classifier(hashed ? TextModels.Hashed : TextModels.Words, bidirectional), new Random(3));
        using var verifier = new ModelVerifier(model);
        VerificationReport report = verifier.VerifyRandom(seed: 2, sequences: 3, steps: 30);
        Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
        Assert.Equal(!bidirectional, report.Outputs.Any(o => o.Output == "next_sum2" && o.IsState));
        Assert.Throws<ModelFormatException>(() => verifier.VerifyAudio([new float[16000]]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_translator_writes_the_same_tokens_until_its_end_symbol(bool attention)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            ModelWeights model = RandomModel.Weights(TextModels.Translator(attention), new Random(seed));
            using var verifier = new DecodingVerifier(CompiledModel.Compile(model, WeightPrecision.Float32));
            VerificationReport report = verifier.VerifyRandom(seed);
            Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
        }
    }

    [Theory]
    [InlineData("gru")]
    [InlineData("lstm-peephole")]
    [InlineData("scrn")]
    [InlineData("clockwork")]
    public void A_decoder_may_be_of_any_cell(string cell)
    {
        ModelSpec spec = TextModels.Translator(attention: false);
        LayerSpec decoder = RecurrentCells.Create(cell, 11, 8);
        var networks = new Dictionary<string, IReadOnlyList<LayerSpec>>(spec.Networks!)
        {
            [NetworkNames.Decoder] = [decoder, RecurrentCells.Create(cell, decoder.Outputs, 8), new() { Kind = LayerKind.Dense, Inputs = decoder.Outputs, Units = 8 }],
        };
        ModelWeights model = RandomModel.Weights(spec with { Networks = networks }, new Random(5));
        using var verifier = new DecodingVerifier(CompiledModel.Compile(model, WeightPrecision.Float32));
        VerificationReport report = verifier.VerifyRandom();
        Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
    }

    [Theory]
    [InlineData("lstm", false, false)]
    [InlineData("lstm", true, true)]
    [InlineData("gru", true, false)]
    [InlineData("scrn", false, true)]
    [InlineData("clockwork", true, true)]
    public void A_paragraph_is_read_and_written_sentence_by_sentence(string cell, bool bidirectional, bool hashed)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            ModelWeights model = RandomModel.Weights(TextModels.Paragraphs(hashed ? TextModels.Hashed : TextModels.Words, cell, bidirectional), new Random(seed));
            using var verifier = new DecodingVerifier(CompiledModel.Compile(model, WeightPrecision.Float32));
            VerificationReport report = verifier.VerifyRandom(seed);
            Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
        }
    }

    [Theory]
    [InlineData(1, 5, 4, 1)]
    [InlineData(2, 5, 4, 4)]
    [InlineData(2, 1, 4, 4)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    public void A_paragraph_ends_with_an_empty_sentence_or_is_cut(int surest, int longest, int most, int written)
    {
        ModelWeights model = RandomModel.Weights(TextModels.Paragraphs(TextModels.Words, "lstm", bidirectional: false), new Random(1));
        model["output.0.bias"].Data[surest] = 100;
        using var verifier = new DecodingVerifier(CompiledModel.Compile(model, WeightPrecision.Float32));
        VerificationReport report = verifier.VerifyRandom(texts: 2, longest: longest, sentences: most);
        Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
        Assert.Equal(2 * written * longest, report.Outputs.Single(o => o.Output == OnnxNames.Tokens).Count);
    }

    [Theory]
    [InlineData("encoder.1.weight_hh")]
    [InlineData("sentences.0.weight_hh")]
    [InlineData("planner.0.weight_hh")]
    public void A_wrong_weight_of_a_model_of_paragraphs_is_noticed(string tensor)
    {
        ModelSpec spec = TextModels.Paragraphs(TextModels.Words, "lstm", bidirectional: true);
        ModelWeights model = RandomModel.Weights(spec, new Random(1)), other = RandomModel.Weights(spec, new Random(1));
        for (int i = 0; i < other[tensor].Data.Length; i++) other[tensor].Data[i] += 0.5f;
        using var verifier = new DecodingVerifier(CompiledModel.Compile(model, WeightPrecision.Float32), other);
        Assert.False(verifier.VerifyRandom().Passed());
    }

    [Fact]
    public void A_wrong_weight_of_a_translator_is_noticed()
    {
        ModelWeights model = RandomModel.Weights(TextModels.Translator(attention: true), new Random(1)), other = RandomModel.Weights(TextModels.Translator(attention: true), new Random(1));
        other["encoder.1.weight_hh"].Data[0] += 0.5f;
        using var verifier = new DecodingVerifier(CompiledModel.Compile(model, WeightPrecision.Float32), other);
        Assert.False(verifier.VerifyRandom().Passed());
    }

    [Fact]
    public void A_translator_has_no_streaming_form_and_a_classifier_no_decoder()
    {
        Assert.Contains("reads whole texts", Assert.Throws<ModelFormatException>(() => OnnxExporter.ToBytes(RandomModel.Weights(TextModels.Translator(true), new Random(1)))).Message);
        ModelWeights classifier = RandomModel.Weights(TextModels.Classifier(TextModels.Words), new Random(1));
        Assert.Throws<ModelFormatException>(() => new DecodingVerifier(CompiledModel.Compile(classifier, WeightPrecision.Float32)));
    }
}
