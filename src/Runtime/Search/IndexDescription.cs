using System.Text.Json;
using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>What all segments of an index have in common; every segment carries it.</summary>
public sealed record IndexDescription
{
    private const int Current = 2;

    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = Current;

    /// <summary>Name of the speech model that heard the recordings.</summary>
    public required string Model { get; init; }

    /// <summary>What tells that model from others of the same name.</summary>
    public required string ModelId { get; init; }

    /// <summary>Seconds from one step to the next.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>The model's tokens; number 0 is the blank.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Name of the model of spoken words that made the vectors; null if there are none.</summary>
    public string? Embedder { get; init; }

    /// <summary>What tells that model from others of the same name.</summary>
    public string? EmbedderId { get; init; }

    /// <summary>Numbers of a vector; 0 if there are none.</summary>
    public int Dimension { get; init; }

    /// <summary>The token of a space between words; −1 if the model writes none.</summary>
    [JsonIgnore]
    public int Space
    {
        get
        {
            for (int i = 1; i < Tokens.Count; i++)
            {
                if (Tokens[i] == " ") return i;
            }
            return -1;
        }
    }

    /// <summary>Whether segments of both may be searched together.</summary>
    public bool Equals(IndexDescription? other) =>
        other is not null && (Format, Model, ModelId, StepSeconds, Embedder, EmbedderId, Dimension) == (other.Format, other.Model, other.ModelId, other.StepSeconds, other.Embedder, other.EmbedderId, other.Dimension) && Tokens.SequenceEqual(other.Tokens);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Format, Model, ModelId, Tokens.Count);

    internal string ToJson() => JsonSerializer.Serialize(this, IndexJson.Default.IndexDescription);

    /// <exception cref="ModelFormatException">Not a description that this version can read.</exception>
    internal static IndexDescription FromJson(string json, string source)
    {
        try
        {
            IndexDescription? description = JsonSerializer.Deserialize(json, IndexJson.Default.IndexDescription);
            if (description is not { Model: not null, ModelId: not null, Tokens: not null } || description.Tokens.Contains(null!)) throw new ModelFormatException(source, "the description of the index has null where a value is required");
            if (description.Format != Current) throw new ModelFormatException(source, $"index format {description.Format}; this version reads format {Current}");
            if (description.Dimension is < 0 or > 4096 || description.Dimension > 0 != description.Embedder is not null) throw new ModelFormatException(source, $"expected vectors of 1 to 4096 numbers with the name of their model, or neither, found {description.Dimension} and {description.Embedder ?? "no name"}");
            if (description.Tokens.Count is < 2 or > 4096 || description.Tokens[0].Length > 0) throw new ModelFormatException(source, $"expected 2 to 4096 tokens, the first of them empty, found {description.Tokens.Count}");
            if (description.StepSeconds is not (> 0 and <= 10)) throw new ModelFormatException(source, $"step_seconds must be above 0 and at most 10, found {description.StepSeconds}");
            return description;
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(source, $"the description of the index is not valid: {JsonProblem.Describe(e)}", e);
        }
    }
}

/// <summary>Generated JSON code, so that trimmed and ahead-of-time compiled hosts need no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IndexDescription))]
[JsonSerializable(typeof(IndexedStretch))]
[JsonSerializable(typeof(IndexedStretch[]))]
internal sealed partial class IndexJson : JsonSerializerContext;
