using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>The model's metadata: all that somebody needs to compute the graph's input and to read its output.</summary>
internal static class OnnxMetadata
{
    /// <summary>Keys and values in the order in which they are written; docs/onnx.md explains them.</summary>
    public static IEnumerable<(string Key, string Value)> Of(ModelWeights model, OnnxForm form)
    {
        using JsonDocument spec = JsonDocument.Parse(model.Spec.ToJson());
        return
        [
            ("name", model.Spec.Name),
            ("form", form is OnnxForm.Streaming ? "streaming" : "whole"),
            ("tokens", spec.RootElement.GetProperty("tokens").GetRawText()),
            ("features", spec.RootElement.GetProperty("features").GetRawText()),
            ("features.mean", JsonSerializer.Serialize(model["features.mean"].Data)),
            ("features.std", JsonSerializer.Serialize(model["features.std"].Data)),
        ];
    }
}
