using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

public sealed class TextModelSpecTests
{
    private static readonly ModelSpec Classifier = TextModels.Classifier(TextModels.Hashed), Translator = TextModels.Translator(attention: true);

    [Fact]
    public void Descriptions_survive_JSON()
    {
        foreach (ModelSpec spec in new[] { Classifier, Translator, TextModels.Translator(attention: false) })
        {
            ModelSpec read = ModelSpec.FromJson(spec.ToJson(), "test");
            Assert.Equal(spec.ToJson(), read.ToJson());
            Assert.Equal((spec.Task, spec.Text!.Rows, spec.ParameterCount), (read.Task, read.Text!.Rows, read.ParameterCount));
        }
    }

    [Fact]
    public void A_model_that_reads_text_says_that_it_hears_nothing()
    {
        Assert.Null(Classifier.Audio);
        Assert.Equal("classifier: expected a model that hears sound, found one that reads text (task Classify)", Assert.Throws<ModelFormatException>(() => Classifier.Features).Message);
    }

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Bfloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void Models_of_several_networks_are_saved_and_compiled(WeightPrecision precision)
    {
        ModelWeights weights = RandomModel.Fill(Translator, seed: 3);
        using var trained = new TempFile();
        weights.Save(trained.Path);
        Assert.Equal(weights["decoder.0.weight_hh"].Data, ModelWeights.Load(trained.Path)["decoder.0.weight_hh"].Data);
        using var compiled = new TempFile();
        ModelCompiler.Save(weights, precision, compiled.Path);
        ModelWeights back = CompiledModel.Open(compiled.Path).ToWeights();
        float tolerance = precision switch { WeightPrecision.Float32 => 0, WeightPrecision.Bfloat16 => 0.02f, _ => 0.05f };
        foreach (Tensor tensor in weights.Tensors)
            Assert.All(tensor.Data.Zip(back[tensor.Name].Data), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "\"task\":\"Classify\"", "\"task\":\"Guess\"" },
        { "\"task\":\"Classify\"", "\"task\":\"Transcribe\"" },
        { "\"task\":\"Classify\"", "\"task\":\"Translate\"" },
        { "\"task\":\"Classify\"", "\"task\":\"LanguageModel\"" },
        { "\"text\":{", "\"features\":{},\"text\":{" },
        { "\"ngram_buckets\":50", "\"ngram_buckets\":-1" },
        { "\"ngram_buckets\":50", "\"ngram_buckets\":1099511627776" },
        { "\"ngram_buckets\":50", "\"ngram_buckets\":51" },
        { "\"ngram_least\":2", "\"ngram_least\":4" },
        { "\"ngrams_per_unit\":12", "\"ngrams_per_unit\":0" },
        { "\"ngrams_per_unit\":12", "\"ngrams_per_unit\":11" },
        { "\"taipei\"", "\"to\"" },
        { "\"taipei\"", "null" },
        { "\"rows\":55", "\"rows\":54" },
        { "\"kind\":\"MeanPool\"", "\"kind\":\"Embedding\"" },
        { "\"kind\":\"LogSoftmax\"", "\"kind\":\"Tanh\"" },
        { "\"good\"", "\"bad\"" },
        { "\"good\"", "\"\"" },
        { "\"layers\":[", "\"networks\":{},\"layers\":[" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_does_not_fit_is_refused(string good, string bad) => Refuses(Classifier, good, bad);

    [Theory]
    [InlineData("\"target\"", "\"goal\"")]
    [InlineData("\"unit\":", "\"sentences\":2,\"unit\":")]
    [InlineData("\"target\"", "\"layers\"")]
    [InlineData("\"encoder\"", "\"Encoder\"")]
    [InlineData("\"inputs\":11", "\"inputs\":10")]
    [InlineData("\"inputs\":14", "\"inputs\":8")]
    [InlineData("\"rows\":6", "\"rows\":7")]
    [InlineData("\"attention\":[", "\"attention\":[null,")]
    public void Networks_that_do_not_fit_are_refused(string good, string bad) => Refuses(Translator, good, bad);

    private static void Refuses(ModelSpec spec, string good, string bad)
    {
        string json = spec.ToJson();
        int at = json.IndexOf(good, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{good} is not in {json}");
        Assert.StartsWith("test: ", Assert.Throws<ModelFormatException>(() => ModelSpec.FromJson(json[..at] + bad + json[(at + good.Length)..], "test")).Message, StringComparison.Ordinal);
    }
}
