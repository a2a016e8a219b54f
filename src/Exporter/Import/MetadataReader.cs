using System.Text.Json;
using System.Text.Json.Nodes;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>What the metadata of an ONNX file say about input and output, as docs/onnx.md lists them.</summary>
internal sealed class MetadataReader(string source, IReadOnlyDictionary<string, string> metadata)
{
    private static readonly string[] s_texts = ["task", "token_unit"], s_objects = ["features", "text", "tokens"];

    /// <summary>The description of a model with these layers. Without features and text it is one of numbers: <see cref="TaskKind.Sequence"/>.</summary>
    /// <param name="layers">From input to output.</param>
    /// <param name="name">Name of the model; null takes that of the metadata, else that of the file.</param>
    /// <exception cref="ModelFormatException">The metadata are not what they have to be.</exception>
    public ModelSpec Spec(IReadOnlyList<LayerSpec> layers, string? name)
    {
        var all = new JsonObject
        {
            ["name"] = name ?? (metadata.TryGetValue("name", out string? own) && own.Length > 0 ? own : Path.GetFileNameWithoutExtension(source)),
            ["layers"] = JsonSerializer.SerializeToNode(layers, ModelSpecJson.Default.IReadOnlyListLayerSpec),
            ["tokens"] = new JsonArray(),
        };
        foreach (string key in s_texts.Where(metadata.ContainsKey)) all[key] = metadata[key];
        foreach (string key in s_objects.Where(metadata.ContainsKey)) all[key] = Parse(key);
        if (all["features"] is JsonObject features) all["features"] = WithUsual(features);
        if (all["features"] is null && all["text"] is null) all["task"] = nameof(TaskKind.Sequence);
        return ModelSpec.FromJson(all.ToJsonString(), source);
    }

    /// <summary>Mean or deviation of every band, or the same number for all.</summary>
    /// <exception cref="ModelFormatException">They are not what they have to be.</exception>
    public Tensor Statistics(string key, int bands, float otherwise)
    {
        if (!metadata.ContainsKey(key)) return new Tensor(key, [bands], [.. Enumerable.Repeat(otherwise, bands)]);
        float[] values = Parse(key) is JsonArray array ? [.. array.Select(v => v is JsonValue number && number.TryGetValue(out float x) ? x : float.NaN)] : [];
        if (values.Length != bands || !Array.TrueForAll(values, v => float.IsFinite(v) && (v > 0 || otherwise == 0))) throw new ModelFormatException(source, $"metadata {key}: expected {bands} finite numbers{(otherwise > 0 ? " above 0" : "")}, found {metadata[key]}");
        return new Tensor(key, [bands], values);
    }

    /// <summary>A setting that is left out is the usual one.</summary>
    private static JsonObject WithUsual(JsonObject features)
    {
        JsonObject all = JsonSerializer.SerializeToNode(new FeatureSpec(), ModelSpecJson.Default.FeatureSpec)!.AsObject();
        foreach ((string key, JsonNode? value) in features) all[key] = value?.DeepClone();
        return all;
    }

    private JsonNode? Parse(string key)
    {
        try
        {
            return JsonNode.Parse(metadata[key]);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(source, $"metadata {key}: {JsonProblem.Describe(e)}", e);
        }
    }
}
