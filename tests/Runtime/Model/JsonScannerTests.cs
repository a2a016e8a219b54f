using System.Text;
using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>The reader of headers against System.Text.Json: both take the same texts and read the same from them.</summary>
public sealed class JsonScannerTests
{
    private const string Usual = """ {"a" : [1, -2.5e+3,0, {}, [] ,"x\n\"\u00e9\ud83d\ude00/é😀"], "b":{"c":true,"d" :false,"e":null}, "":"\\\/\b\f\r\t"} """;

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0E-0")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12G4\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ude00\\ud83d\"")]
    [InlineData("\"\\ud83d\\u0041\"")]
    [InlineData("\"a\\")]
    [InlineData("\"a")]
    [InlineData("tru")]
    [InlineData("true false")]
    [InlineData("nul")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\0")]
    [InlineData("1\0")]
    [InlineData("// a\n1")]
    [InlineData(Usual)]
    public void A_text_is_JSON_for_both_or_for_neither(string json) => Compare(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Damaged_texts_are_read_alike()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Usual);
        var random = new Random(1);
        int read = 0;
        const string pieces = "{}[],:\"\\ue0123-.tfn \n";
        for (int round = 0; round < 20000; round++)
        {
            byte[] damaged = [.. bytes];
            for (int flips = random.Next(1, 3); flips > 0; flips--) damaged[random.Next(damaged.Length)] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)pieces[random.Next(pieces.Length)];
            read += Compare(damaged) ? 1 : 0;
        }
        Assert.InRange(read, 500, 19500);
    }

    [Fact]
    public void Values_in_one_another_are_limited()
    {
        var json = new JsonScanner(Encoding.UTF8.GetBytes(new string('[', 100000)));
        Assert.Contains("at most 64", Problem(ref json), StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_is_told_with_its_place()
    {
        var json = new JsonScanner("{\"a\":1;}"u8);
        Assert.Equal("byte 6: expected ',', found ';'", Problem(ref json));
    }

    private static string Problem(ref JsonScanner json)
    {
        try
        {
            json.Skip();
        }
        catch (FormatException e)
        {
            return e.Message;
        }
        return "";
    }

    private static bool Compare(byte[] json)
    {
        string? expected, found;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var text = new StringBuilder();
            Write(document.RootElement, text);
            expected = text.ToString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter for text that is not Unicode.
        {
            expected = null;
        }
        try
        {
            var scanner = new JsonScanner(json);
            var text = new StringBuilder();
            Write(ref scanner, text);
            scanner.End();
            found = text.ToString();
        }
        catch (FormatException)
        {
            found = null;
        }
        Assert.True(expected == found, $"{Encoding.Latin1.GetString(json)}: expected {expected ?? "an error"}, found {found ?? "an error"}");
        return found is not null;
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    text.Append(property.Name).Append(':');
                    Write(property.Value, text);
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement element in value.EnumerateArray()) Write(element, text);
                text.Append(']');
                break;
            default:
                text.Append(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()).Append(';');
                break;
        }
    }

    private static void Write(ref JsonScanner json, StringBuilder text)
    {
        switch (json.Next)
        {
            case (byte)'{':
                text.Append('{');
                json.EnterObject();
                while (json.NextProperty(out string name))
                {
                    text.Append(name).Append(':');
                    Write(ref json, text);
                }
                text.Append('}');
                break;
            case (byte)'[':
                text.Append('[');
                json.EnterArray();
                while (json.NextElement()) Write(ref json, text);
                text.Append(']');
                break;
            case (byte)'"':
                text.Append(json.ReadString()).Append(';');
                break;
            case (byte)'t' or (byte)'f':
                text.Append(json.ReadBoolean() ? "true" : "false").Append(';');
                break;
            case (byte)'n':
                json.Skip();
                text.Append("null;");
                break;
            default:
                text.Append(Encoding.UTF8.GetString(json.ReadNumber())).Append(';');
                break;
        }
    }
}
