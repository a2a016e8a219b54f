using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>A kind of layer in JSON: its name.</summary>
internal sealed class LayerKindConverter : JsonConverter<LayerKind>
{
    public override bool HandleNull => true; // So that null is refused like any other word that is no kind.

    public override LayerKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LayerKind.Named(reader.GetString()!) is { } kind ? kind : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, LayerKind value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}
