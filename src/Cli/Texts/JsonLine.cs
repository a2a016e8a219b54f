using System.Text.Encodings.Web;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>One JSON object a line, names in snake case, any script readable.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(object value) => Console.WriteLine(JsonSerializer.Serialize(value, Options));
}
