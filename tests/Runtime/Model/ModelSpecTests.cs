using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

public sealed class ModelSpecTests
{
    private static readonly ModelSpec Good = RandomModel.Create(1, [3, 4], bidirectional: true).Spec;

    [Fact]
    public void A_description_survives_JSON()
    {
        ModelSpec read = ModelSpec.FromJson(Good.ToJson(), "test");
        Assert.Equal(Good.ToJson(), read.ToJson());
        Assert.Equal((Good.Features, Good.Name), (read.Features, read.Name));
        Assert.Equal(Good.Layers, read.Layers);
        Assert.Equal(Good.Tokens, read.Tokens);
    }

    [Fact]
    public void Shapes_follow_from_the_layers()
    {
        Assert.Equal((24, 29), (Good.InputSize, Good.OutputSize));
        Assert.False(Good.IsCausal);
        Assert.Equal(2 * 4 * 3 * (24 + 3 + 1) + 2 * 4 * 4 * (6 + 4 + 1) + 29 * (8 + 1), Good.ParameterCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"name\":null,\"features\":{},\"layers\":[],\"tokens\":[]}")]
    [InlineData("{\"name\":\"\\ud800\",\"features\":{},\"layers\":[],\"tokens\":[]}")]
    [InlineData("{\"name\":\"x\",\"features\":null,\"layers\":[],\"tokens\":[]}")]
    [InlineData("{\"name\":\"x\",\"features\":{},\"layers\":[null],\"tokens\":[]}")]
    [InlineData("{\"name\":\"x\",\"features\":{},\"layers\":[],\"tokens\":[null]}")]
    [InlineData("{\"name\":\"x\",\"features\":{},\"layers\":[],\"tokens\":[]}")]
    [InlineData("{\"name\":\"x\",\"features\":{},\"layers\":[],\"tokens\":[],\"more\":1}")]
    public void What_is_not_a_description_is_refused(string json) =>
        Assert.StartsWith("test: ", Assert.Throws<ModelFormatException>(() => ModelSpec.FromJson(json, "test")).Message, StringComparison.Ordinal);

    public static TheoryData<string, string> Damages => new()
    {
        { "\"sample_rate\":16000", "\"sample_rate\":0" },
        { "\"sample_rate\":16000", "\"sample_rate\":16000.5" },
        { "\"window_length\":400", "\"window_length\":1" },
        { "\"window_length\":400", "\"window_length\":513" },
        { "\"hop_length\":160", "\"hop_length\":0" },
        { "\"hop_length\":160", "\"hop_length\":401" },
        { "\"fft_length\":512", "\"fft_length\":500" },
        { "\"fft_length\":512", "\"fft_length\":1073741824" },
        { "\"bands\":8", "\"bands\":-1" },
        { "\"low_hz\":20", "\"low_hz\":9000" },
        { "\"high_hz\":7600", "\"high_hz\":8001" },
        { "\"preemphasis\":0.97", "\"preemphasis\":1" },
        { "\"log_floor\":1E-06", "\"log_floor\":0" },
        { "\"stack\":3", "\"stack\":0" },
        { "\"skip\":3", "\"skip\":65" },
        { "\"tail_length\":4800", "\"tail_length\":-1" },
        { "\"kind\":\"Lstm\"", "\"kind\":\"Gru2\"" },
        { "\"kind\":\"Lstm\"", "\"kind\":77" },
        { "\"units\":3", "\"units\":0" },
        { "\"units\":3", "\"units\":2000000000" },
        { "\"units\":3", "\"units\":5" },
        { "\"inputs\":24", "\"inputs\":23" },
        { "\"tokens\":[\"\"", "\"tokens\":[\"_\"" },
        { "\"a\"", "\"b\"" },
        { "\"a\"", "\"\"" },
        { "\"a\",", "" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Sizes_that_are_not_sane_are_refused(string good, string bad)
    {
        string json = Good.ToJson();
        int at = json.IndexOf(good, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{good} is not in {json}");
        Assert.Throws<ModelFormatException>(() => ModelSpec.FromJson(json[..at] + bad + json[(at + good.Length)..], "test"));
    }
}
