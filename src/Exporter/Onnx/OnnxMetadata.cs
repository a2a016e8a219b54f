using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>The model's metadata: all that somebody needs to compute the graph's input and to read its output.</summary>
internal static class OnnxMetadata
{
    /// <summary>What the graph itself says.</summary>
    private static readonly string[] s_inGraph = ["layers", "networks"];

    /// <summary>Keys and values in the order in which they are written: a text as it is, everything else as JSON. docs/onnx.md explains them.</summary>
    public static IEnumerable<(string Key, string Value)> Of(ModelWeights model, OnnxForm form)
    {
        yield return ("form", form is OnnxForm.Streaming ? "streaming" : "whole");
        using JsonDocument spec = JsonDocument.Parse(model.Spec.ToJson());
        foreach (JsonProperty property in spec.RootElement.EnumerateObject().Where(p => !s_inGraph.Contains(p.Name)))
            yield return (property.Name, property.Value.ValueKind is JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText());
        if (model.Spec.Audio is null) yield break;
        yield return ("features.mean", JsonSerializer.Serialize(model["features.mean"].Data));
        yield return ("features.std", JsonSerializer.Serialize(model["features.std"].Data));
    }
}
