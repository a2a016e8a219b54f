using System.Text.Json;
using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The one description of a model: what it hears or reads, the shape of every layer, what its outputs mean. Runtime, trainer and exporter all read their shapes from here.</summary>
public sealed record ModelSpec
{
    /// <summary>Name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>What the model is for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TaskKind Task { get; init; }

    /// <summary>How samples become inputs; null if the model reads text.</summary>
    [JsonPropertyName("features"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeatureSpec? Audio { get; init; }

    /// <summary>How samples become inputs.</summary>
    /// <exception cref="ModelFormatException">The model hears nothing: it reads text.</exception>
    [JsonIgnore]
    public FeatureSpec Features
    {
        get => Audio ?? throw new ModelFormatException(Name, $"expected a model that hears sound, found one that reads text (task {Task})");
        init => Audio = value;
    }

    /// <summary>How text becomes inputs; null if the model hears sound.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextInputSpec? Text { get; init; }

    /// <summary>The layers from input to output; empty if the model has <see cref="Networks"/>.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>The networks of a model that has several, by name (<see cref="NetworkNames"/>), each a list of layers; null if it has <see cref="Layers"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<LayerSpec>>? Networks { get; init; }

    /// <summary>Text of each output unit. A speech model's token 0 is the CTC blank, written "".</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Whether the tokens of a model that writes text are words, with spaces between them, or characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TextUnit TokenUnit { get; init; }

    /// <summary>Length of one network input.</summary>
    [JsonIgnore]
    public int InputSize => Layers[0].Inputs;

    /// <summary>Length of one network output.</summary>
    [JsonIgnore]
    public int OutputSize => Layers[^1].Outputs;

    /// <summary>Whether the network can run on a live stream: no layer reads the future.</summary>
    [JsonIgnore]
    public bool IsCausal => !AllNetworks().Any(n => n.Layers.Any(l => l.Bidirectional));

    /// <summary>Number of trained numbers.</summary>
    [JsonIgnore]
    public long ParameterCount => LayerTensors().Sum(t => Tensor.Product(t.Shape));

    /// <summary>Blank, space, apostrophe and the 26 letters: what the English models write.</summary>
    public static IReadOnlyList<string> EnglishLetters { get; } =
        ["", " ", "'", .. Enumerable.Range('a', 26).Select(c => ((char)c).ToString())];

    /// <summary>The layers of a network.</summary>
    /// <exception cref="ModelFormatException">The model has no such network.</exception>
    public IReadOnlyList<LayerSpec> NetworkLayers(string network)
    {
        if (network == NetworkNames.Main && Networks is null) return Layers;
        return Networks is not null && Networks.TryGetValue(network, out IReadOnlyList<LayerSpec>? layers) ? layers : throw new ModelFormatException(Name, $"expected a network named {network}, found {(Networks is null ? "one network" : string.Join(", ", Networks.Keys))}");
    }

    /// <summary>All networks with their names, in a fixed order.</summary>
    public IEnumerable<(string Name, IReadOnlyList<LayerSpec> Layers)> AllNetworks() =>
        Networks is null ? [(NetworkNames.Main, Layers)] : Sorted(Networks);

    private static IEnumerable<(string Name, IReadOnlyList<LayerSpec> Layers)> Sorted(IReadOnlyDictionary<string, IReadOnlyList<LayerSpec>> networks) =>
        networks.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => (n.Key, n.Value));

    /// <summary>Names and shapes of all trained tensors.</summary>
    internal IEnumerable<TensorSpec> LayerTensors()
    {
        foreach ((string network, IReadOnlyList<LayerSpec> layers) in AllNetworks())
        {
            for (int i = 0; i < layers.Count; i++)
            {
                foreach (TensorSpec tensor in layers[i].Tensors()) yield return tensor with { Name = LayerSpec.Prefix(i, network) + tensor.Name };
            }
        }
    }

    /// <summary>Names and shapes of all tensors: the trained ones and, for sound, the normalisation statistics of the bands.</summary>
    internal IEnumerable<TensorSpec> AllTensors() =>
        Audio is null ? LayerTensors() : LayerTensors().Append(new("features.mean", [Audio.Bands])).Append(new("features.std", [Audio.Bands]));

    /// <summary>Checks that sizes are sane and fit each other.</summary>
    /// <exception cref="ModelFormatException">They are not; the message names the field and <paramref name="source"/>, the file.</exception>
    public void Validate(string source)
    {
        if (FindProblem() is { } problem) throw new ModelFormatException(source, problem);
    }

    private string? FindProblem() => ModelSpecRules.FindProblem(this);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The description as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelSpecJson.Default.ModelSpec);

    /// <summary>Reads and validates a description.</summary>
    /// <exception cref="ModelFormatException">Not JSON, unknown or missing fields, or sizes that do not fit.</exception>
    public static ModelSpec FromJson(string json, string source)
    {
        ModelSpec spec = ModelSpecReader.TryRead(json) ?? ReadAny(json, source);
        spec.Validate(source);
        return spec;
    }

    private static ModelSpec ReadAny(string json, string source)
    {
        ModelSpec? spec;
        try
        {
            spec = JsonSerializer.Deserialize(json, ModelSpecJson.Default.ModelSpec);
        }
        catch (JsonException e)
        {
            string kinds = e.Path?.EndsWith(".kind", StringComparison.Ordinal) == true ? $", one of {string.Join(", ", LayerKind.All)}" : "";
            throw new ModelFormatException(source, $"the model description is not valid: {JsonProblem.Describe(e)}{kinds}", e);
        }
        if (spec is not { Name: not null, Layers: not null, Tokens: not null } || spec.AllNetworks().Any(n => n.Layers is null || n.Layers.Contains(null!)) || spec.Tokens.Contains(null!))
            throw new ModelFormatException(source, "the model description has null where a value is required");
        return spec;
    }
}

/// <summary>Generated JSON code, so that trimmed and ahead-of-time compiled hosts need no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelSpec))]
internal sealed partial class ModelSpecJson : JsonSerializerContext;
