using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The one description of a model: what it hears, the shape of every layer, what its outputs mean. Runtime, trainer and exporter all read their shapes from here.</summary>
public sealed record ModelSpec
{
    /// <summary>Name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>How samples become inputs.</summary>
    public required FeatureSpec Features { get; init; }

    /// <summary>The layers from input to output.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Text of each output unit. Token 0 is the CTC blank, written "".</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Length of one network input.</summary>
    [JsonIgnore]
    public int InputSize => Layers[0].Inputs;

    /// <summary>Length of one network output.</summary>
    [JsonIgnore]
    public int OutputSize => Layers[^1].Outputs;

    /// <summary>Whether the network can run on a live stream: no layer reads the future.</summary>
    [JsonIgnore]
    public bool IsCausal => !Layers.Any(l => l.Bidirectional);

    /// <summary>Number of trained numbers.</summary>
    [JsonIgnore]
    public long ParameterCount => LayerTensors().Sum(t => Tensor.Product(t.Shape));

    /// <summary>Blank, space, apostrophe and the 26 letters: what the English models write.</summary>
    public static IReadOnlyList<string> EnglishLetters { get; } =
        ["", " ", "'", .. Enumerable.Range('a', 26).Select(c => ((char)c).ToString())];

    /// <summary>Prefix of the tensors of layer <paramref name="index"/>.</summary>
    internal static string Prefix(int index) => $"layers.{index}.";

    /// <summary>Names and shapes of all trained tensors.</summary>
    internal IEnumerable<TensorSpec> LayerTensors() =>
        Layers.SelectMany((layer, i) => layer.Tensors().Select(t => t with { Name = Prefix(i) + t.Name }));

    /// <summary>Names and shapes of all tensors: the trained ones and the normalisation statistics of the bands.</summary>
    internal IEnumerable<TensorSpec> AllTensors() =>
        LayerTensors().Append(new("features.mean", [Features.Bands])).Append(new("features.std", [Features.Bands]));

    /// <summary>Checks that sizes are sane and fit each other.</summary>
    /// <exception cref="ModelFormatException">They are not; the message names the field and <paramref name="source"/>, the file.</exception>
    public void Validate(string source)
    {
        if (FindProblem() is { } problem) throw new ModelFormatException(source, problem);
    }

    private string? FindProblem()
    {
        if (Features.FindProblem() is { } problem) return problem;
        if (Layers.Count is < 1 or > 64) return $"expected 1 to 64 layers, found {Layers.Count}";
        int inputs = Features.StepSize;
        for (int i = 0; i < Layers.Count; i++)
        {
            LayerSpec layer = Layers[i];
            string at = $"layers[{i}] ({layer.Kind})";
            if (!Enum.IsDefined(layer.Kind)) return $"layers[{i}]: unknown kind {(int)layer.Kind}";
            if (layer.Units is < 1 or > 16384) return $"{at}: units must be 1 to 16384, found {layer.Units}";
            if (layer.Inputs != inputs) return $"{at}: inputs must be {inputs}, the {(i == 0 ? "length of a feature step" : "outputs of the layer before")}, found {layer.Inputs}";
            if (layer.Bidirectional && layer.Kind is not LayerKind.Lstm) return $"{at}: only recurrent layers can be bidirectional";
            if (layer.Kind is LayerKind.LogSoftmax && layer.Units != layer.Inputs) return $"{at}: units must equal inputs {layer.Inputs}, found {layer.Units}";
            inputs = layer.Outputs;
        }
        if (Tokens.Count != OutputSize) return $"expected one token for each of the {OutputSize} outputs, found {Tokens.Count}";
        if (Tokens[0].Length != 0) return "tokens[0] must be \"\", the CTC blank";
        if (Tokens.Skip(1).Any(string.IsNullOrEmpty)) return "only tokens[0] may be empty";
        if (Tokens.Distinct().Count() != Tokens.Count) return "tokens must differ from each other";
        return null;
    }

    /// <summary>The description as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelSpecJson.Default.ModelSpec);

    /// <summary>Reads and validates a description.</summary>
    /// <exception cref="ModelFormatException">Not JSON, unknown or missing fields, or sizes that do not fit.</exception>
    public static ModelSpec FromJson(string json, string source)
    {
        ModelSpec? spec;
        try
        {
            spec = JsonSerializer.Deserialize(json, ModelSpecJson.Default.ModelSpec);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(source, $"the model description is not valid: {e.Message}", e);
        }
        if (spec is not { Name: not null, Features: not null, Layers: not null, Tokens: not null } || spec.Layers.Contains(null!) || spec.Tokens.Contains(null!))
            throw new ModelFormatException(source, "the model description has null where a value is required");
        spec.Validate(source);
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
