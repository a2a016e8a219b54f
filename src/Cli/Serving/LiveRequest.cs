using System.Text.Json;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>What a page asks for in JSON.</summary>
/// <param name="Type">"end": the utterance ends here; "phrases", "keywords": these lists are changed; "learn": a keyword was said.</param>
internal sealed record LiveRequest(string Type)
{
    private const int MaximumText = 10_000, MaximumKeywords = 20, MaximumSpellings = 4, MaximumSpelling = 60, MaximumVoice = 20_000, MaximumExamples = 5;
    private const double MaximumExample = 4; // Seconds.

    /// <summary>The phrase list, a phrase a line.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The keywords.</summary>
    public IReadOnlyCollection<Keyword> Keywords { get; private init; } = [];

    /// <summary>What was said, to be learnt.</summary>
    public KeywordExample? Example { get; private init; }

    /// <param name="message">UTF-8.</param>
    /// <param name="words">What compares the voices of keywords; null for none.</param>
    /// <exception cref="JsonException">It is no such request; the message says what was expected.</exception>
    public static LiveRequest Parse(ReadOnlySpan<byte> message, EmbeddingModel? words)
    {
        var reader = new Utf8JsonReader(message);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement request = document.RootElement;
        return ReadText(request, "type", MaximumText) switch
        {
            "end" => new LiveRequest("end"),
            "phrases" => new LiveRequest("phrases") { Text = ReadText(request, "text", MaximumText) },
            "keywords" => new LiveRequest("keywords") { Keywords = [.. List(request, "keywords", MaximumKeywords).Select(k => KeywordOf(k, words))] },
            "learn" => new LiveRequest("learn") { Example = ExampleOf(request) },
            string other => throw new JsonException($"expected a request of type \"end\", \"phrases\", \"keywords\" or \"learn\", found \"{other}\""),
        };
    }

    private static KeywordExample ExampleOf(JsonElement request)
    {
        int count = (int)Number(request, "of", 1, MaximumExamples), number = (int)Number(request, "number", 1, count);
        double start = Number(request, "start", 0, TimeSpan.MaxValue.TotalSeconds / 2), end = Number(request, "end", start, start + MaximumExample);
        return new KeywordExample(ReadText(request, "name", MaximumSpelling), number, count, TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end));
    }

    private static Keyword KeywordOf(JsonElement keyword, EmbeddingModel? words)
    {
        string[] spellings = [.. List(keyword, "spellings", MaximumSpellings).Select(s => s.ValueKind is JsonValueKind.String && s.GetString()!.Length is > 0 and <= MaximumSpelling
            ? s.GetString()!
            : throw new JsonException($"expected spellings of 1 to {MaximumSpelling} characters"))];
        if (spellings.Length == 0) throw new JsonException("expected at least one spelling");
        KeywordVoice? voice = words is not null && keyword.TryGetProperty("voice", out JsonElement value) && value.ValueKind is not JsonValueKind.Null ? VoiceText.Decode(ReadText(keyword, "voice", MaximumVoice), words) : null;
        return new Keyword { Name = ReadText(keyword, "name", MaximumSpelling), Spellings = spellings, Voice = voice };
    }

    private static JsonElement.ArrayEnumerator List(JsonElement parent, string name, int most) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Array && value.GetArrayLength() <= most
            ? value.EnumerateArray()
            : throw new JsonException($"expected a list \"{name}\" of at most {most}");

    private static double Number(JsonElement parent, string name, double least, double most) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw new JsonException(FormattableString.Invariant($"expected a number \"{name}\" from {least} to {most}"));

    private static string ReadText(JsonElement parent, string name, int most) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String && value.GetString()!.Length <= most
            ? value.GetString()!
            : throw new JsonException($"expected an object with the text \"{name}\" of at most {most} characters");
}
