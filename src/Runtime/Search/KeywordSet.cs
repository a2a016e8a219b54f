using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>Keywords for one model, as they are kept in a file.</summary>
public sealed record KeywordSet
{
    /// <summary>Name of the model whose scores the thresholds belong to.</summary>
    public required string Model { get; init; }

    /// <summary>The keywords, names all different.</summary>
    public required IReadOnlyList<Keyword> Keywords { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">Not a list of keywords; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static KeywordSet Load(string path)
    {
        try
        {
            KeywordSet? set = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeywordJson.Default.KeywordSet);
            if (set is not { Model: not null, Keywords: not null } || set.Keywords.Any(k => k is not { Name: not null, Spellings.Count: > 0 } || k.Spellings.Contains(null!)))
                throw new ModelFormatException(path, "expected keywords with a name and at least one spelling each");
            if (set.Keywords.Any(k => k.Voice is not (null or { Model: not null, Vectors: not null }) || k.Voice?.Vectors.Any(v => v is null) == true))
                throw new ModelFormatException(path, "a voice has null where its model and vectors are required");
            if (set.Keywords.Any(k => double.IsNaN(k.Threshold))) throw new ModelFormatException(path, "a threshold is not a number");
            string? twice = set.Keywords.GroupBy(k => k.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
            return twice is null ? set : throw new ModelFormatException(path, $"the keyword {twice} appears twice");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(path, $"not a list of keywords: {JsonProblem.Describe(e)}", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, KeywordJson.Default.KeywordSet) + "\n")));

    /// <summary>The set with a keyword added, or replaced if it has one of that name.</summary>
    public KeywordSet With(Keyword keyword) => this with { Keywords = [.. Keywords.Where(k => k.Name != keyword.Name), keyword] };
}

/// <summary>Generated JSON code, so that trimmed and ahead-of-time compiled hosts need no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(KeywordSet))]
internal sealed partial class KeywordJson : JsonSerializerContext;
