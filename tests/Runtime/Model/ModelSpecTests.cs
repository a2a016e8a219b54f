using System.Text.Json.Nodes;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

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

    [Theory]
    [InlineData("\"kind\":\"Lstm\"", "\"kind\":\"Lstn\"", "layers[0].kind: expected another kind of value, one of ")]
    [InlineData("\"units\":3", "\"units\":1099511627776", "layers[0].units: the number is too large or not of the right kind")]
    [InlineData("\"units\":3", "\"units\":-3", "units must be 1 to 16384, found -3")]
    [InlineData("\"inputs\":24", "\"inputs\":25", "layers[0] (Lstm): inputs must be 24, the length of a step, found 25")]
    [InlineData("\"inputs\":6", "\"inputs\":7", "layers[1] (Lstm): inputs must be 6, the outputs of the layer before, found 7")]
    [InlineData("\"units\":3", "\"units\":3,\"input\":\"layers.1\"", "there is no setting layers[0].input")]
    public void What_is_wrong_is_told_with_its_place(string good, string bad, string expected)
    {
        string json = Good.ToJson(), damaged = json.Remove(json.IndexOf(good, StringComparison.Ordinal), good.Length).Insert(json.IndexOf(good, StringComparison.Ordinal), bad);
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => ModelSpec.FromJson(damaged, "test")).Message, StringComparison.Ordinal);
    }

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
        { "\"kind\":\"Lstm\"", "\"kind\":null" },
        { "\"layers\":", "\"task\":\"Tag\",\"layers\":" },
        { "\"units\":3", "\"units\":0" },
        { "\"units\":3", "\"units\":2000000000" },
        { "\"units\":3", "\"units\":5" },
        { "\"inputs\":24", "\"inputs\":23" },
        { "\"tokens\":[\"\"", "\"tokens\":[\"_\"" },
        { "\"a\"", "\"b\"" },
        { "\"a\"", "\"\"" },
        { "\"a\",", "" },
    };

    public static TheoryData<string, string> WrongLayers => new()
    {
        { """{"kind":"Elman2","inputs":3,"units":4}""", "layers[0].kind: expected another kind of value, one of " },
        { """{"kind":"Gru","inputs":3,"units":-4}""", "units must be 1 to 16384, found -4" },
        { """{"kind":"Gru","inputs":3,"units":1099511627776}""", "units" },
        { """{"kind":"Gru","inputs":4,"units":4}""", "inputs must be 3, the length of a step, found 4" },
        { """{"kind":"Gru","inputs":3,"units":4,"reset":"Sometimes"}""", "reset" },
        { """{"kind":"Gru","inputs":3,"units":4,"peepholes":true}""", "peepholes is not an option of this kind" },
        { """{"kind":"Rnn","inputs":3,"units":4,"activation":"Sine"}""", "activation" },
        { """{"kind":"Rnn","inputs":3,"units":4,"activation":9}""", "activation function 9" },
        { """{"kind":"Rnn","inputs":3,"units":4,"gate_activation":"Tanh"}""", "gate_activation is not an option of this kind" },
        { """{"kind":"Lstm","inputs":3,"units":4,"projection":0}""", "projection must be 1 to 16384, found 0" },
        { """{"kind":"Jordan","inputs":3,"units":4}""", "projection is missing" },
        { """{"kind":"Clockwork","inputs":3,"units":4}""", "periods must have 1 to 16 numbers, found 0" },
        { """{"kind":"Clockwork","inputs":3,"units":5,"periods":[1,2]}""", "units must be a multiple of the 2 groups, found 5" },
        { """{"kind":"Clockwork","inputs":3,"units":4,"periods":[2,3]}""", "periods[1] must be a larger multiple of 2, found 3" },
        { """{"kind":"Clockwork","inputs":3,"units":4,"periods":[1,1000000]}""", "periods[1] must be 1 to 65536" },
        { """{"kind":"Scrn","inputs":3,"units":4}""", "context_units must be 1 to 16384, found none" },
        { """{"kind":"Scrn","inputs":3,"units":4,"context_units":2,"context_decay":1}""", "context_decay must be 0 to below 1, found 1" },
        { """{"kind":"LayerNorm","inputs":3,"units":4}""", "units must equal inputs 3" },
        { """{"kind":"Dense","inputs":3,"units":4,"bidirectional":true}""", "only recurrent layers can be bidirectional" },
    };

    [Theory]
    [MemberData(nameof(WrongLayers))]
    public void Layers_that_are_not_sane_are_refused_with_the_reason(string layer, string reason)
    {
        JsonNode json = JsonNode.Parse(Good.ToJson())!;
        json["features"]!["bands"] = 1;
        json["layers"] = new JsonArray(JsonNode.Parse(layer));
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => ModelSpec.FromJson(json.ToJsonString(), "test")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cell_survives_JSON_and_an_unknown_one_is_named()
    {
        foreach (string cell in RecurrentCells.Names)
        {
            LayerSpec layer = RecurrentCells.Create(cell, 24, 8, bidirectional: true);
            ModelSpec spec = Good with { Layers = [layer, new() { Kind = LayerKind.Dense, Inputs = layer.Outputs, Units = 29 }] };
            Assert.Equal(spec.ToJson(), ModelSpec.FromJson(spec.ToJson(), "test").ToJson());
        }
        Assert.Contains("gru-reset-after", Assert.Throws<ArgumentException>(() => RecurrentCells.Create("gru2", 3, 4)).Message, StringComparison.Ordinal);
    }

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
