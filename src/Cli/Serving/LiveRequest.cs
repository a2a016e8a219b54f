using System.Text.Json;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>What a page asks for in JSON.</summary>
/// <param name="Type">"end": the utterance ends here; "phrases", "keywords": these lists are changed.</param>
/// <param name="Text">The phrase list, a phrase a line.</param>
/// <param name="Keywords">The keywords.</param>
internal sealed record LiveRequest(string Type, string Text, IReadOnlyCollection<Keyword> Keywords)
{
    private const int MaximumText = 10_000, MaximumKeywords = 20, MaximumSpellings = 4, MaximumSpelling = 60;

    /// <exception cref="JsonException">It is no such request; the message says what was expected.</exception>
    public static LiveRequest Parse(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement request = document.RootElement;
        return ReadText(request, "type", MaximumText) switch
        {
            "end" => new LiveRequest("end", "", []),
            "phrases" => new LiveRequest("phrases", PhrasesOf(request), []),
            "keywords" => new LiveRequest("keywords", "", [.. List(request, "keywords", MaximumKeywords).Select(KeywordOf)]),
            string other => throw new JsonException($"expected a request of type \"end\", \"phrases\" or \"keywords\", found \"{other}\""),
        };
    }

    private static string PhrasesOf(JsonElement request)
    {
        string text = ReadText(request, "text", MaximumText);
        // Alternatives in brackets can multiply a short list into one that takes all of the memory.
        return text.AsSpan().ContainsAny("()[]") ? throw new JsonException("expected phrases without brackets: spell out the alternatives") : text;
    }

    private static Keyword KeywordOf(JsonElement keyword)
    {
        string[] spellings = [.. List(keyword, "spellings", MaximumSpellings).Select(s => s.ValueKind is JsonValueKind.String && s.GetString()!.Length is > 0 and <= MaximumSpelling
            ? s.GetString()!
            : throw new JsonException($"expected spellings of 1 to {MaximumSpelling} characters"))];
        return spellings.Length > 0 ? new Keyword { Name = ReadText(keyword, "name", MaximumSpelling), Spellings = spellings } : throw new JsonException("expected at least one spelling");
    }

    private static JsonElement.ArrayEnumerator List(JsonElement parent, string name, int most) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Array && value.GetArrayLength() <= most
            ? value.EnumerateArray()
            : throw new JsonException($"expected a list \"{name}\" of at most {most}");

    private static string ReadText(JsonElement parent, string name, int most) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String && value.GetString()!.Length <= most
            ? value.GetString()!
            : throw new JsonException($"expected an object with the text \"{name}\" of at most {most} characters");
}
