using System.Text.Json;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>What a page asks for in JSON.</summary>
/// <param name="Type">"end": the utterance ends here; "phrases": the phrase list is changed.</param>
/// <param name="Text">The phrase list, a phrase a line; empty for "end".</param>
internal sealed record LiveRequest(string Type, string Text)
{
    private const int MaximumText = 10_000;

    /// <exception cref="JsonException">It is no such request; the message says what was expected.</exception>
    public static LiveRequest Parse(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        using JsonDocument request = JsonDocument.ParseValue(ref reader);
        string type = Read(request.RootElement, "type"), text = type == "phrases" ? Read(request.RootElement, "text") : "";
        if (type is not ("end" or "phrases")) throw new JsonException($"expected a request of type \"end\" or \"phrases\", found \"{type}\"");
        if (text.Length > MaximumText) throw new JsonException($"expected a phrase list of at most {MaximumText} characters, found {text.Length}");
        // Alternatives in brackets can multiply a short list into one that takes all of the memory.
        if (text.AsSpan().ContainsAny("()[]")) throw new JsonException("expected phrases without brackets: spell out the alternatives");
        return new LiveRequest(type, text);
    }

    private static string Read(JsonElement request, string name) =>
        request.ValueKind is JsonValueKind.Object && request.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"expected an object with the text \"{name}\"");
}
