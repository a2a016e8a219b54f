using System.Text;
using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>The quick reader of ordinary descriptions against the JSON serialiser: what it reads, it reads as that does; the rest it leaves.</summary>
public sealed class ModelSpecReaderTests
{
    private static readonly string Usual = RandomModel.Create(1, [3, 4], bidirectional: true).Spec.ToJson();

    [Fact]
    public void An_ordinary_description_is_read()
    {
        Assert.Equal(Usual, ModelSpecReader.TryRead(Usual)?.ToJson());
        string indented = Usual.Replace(",", " ,\n\t", StringComparison.Ordinal);
        Assert.Equal(Usual, ModelSpecReader.TryRead(indented)?.ToJson());
    }

    [Theory]
    [InlineData("\"bidirectional\":true", "\"bidirectional\":true,\"activation\":\"Relu\"")]
    [InlineData("\"name\":", "\"task\":\"Sequence\",\"name\":")]
    [InlineData("\"kind\":\"Lstm\"", "\"kind\":\"lstm\"")]
    [InlineData("\"kind\":\"Lstm\"", "\"kind\":0")]
    [InlineData("\"sample_rate\":16000", "\"sample_rate\":16000.5")]
    [InlineData("\"tokens\":[", "\"tokens\":[null,")]
    [InlineData("]}", "]}}")]
    public void What_is_out_of_the_ordinary_is_left(string usual, string other)
    {
        string json = Usual.Replace(usual, other, StringComparison.Ordinal);
        Assert.NotEqual(Usual, json);
        Assert.Null(ModelSpecReader.TryRead(json));
    }

    [Fact]
    public void Damaged_descriptions_are_never_read_otherwise_than_the_serialiser_reads_them()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Usual);
        var random = new Random(1);
        int read = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(32, 127);
            string json = Encoding.ASCII.GetString(damaged);
            if (ModelSpecReader.TryRead(json) is not { } spec) continue;
            Assert.Equal(JsonSerializer.Deserialize(json, ModelSpecJson.Default.ModelSpec)!.ToJson(), spec.ToJson());
            read++;
        }
        Assert.InRange(read, 100, 2900);
    }
}
