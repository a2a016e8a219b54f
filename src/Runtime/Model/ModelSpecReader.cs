using System.Text;
using System.Text.Json;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>
/// Reads the description of an ordinary model of sound, written as <see cref="ModelSpec.ToJson"/> writes it. The JSON serialiser
/// reads every description, but its machinery takes eight megabytes and most of the time of loading: it is left to the others.
/// </summary>
internal static class ModelSpecReader
{
    /// <returns>The description, not validated; null if anything in the text is not as usual, errors included.</returns>
    public static ModelSpec? TryRead(string json)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            reader.Read();
            ModelSpec? spec = ReadModel(ref reader);
            return spec is null || reader.Read() ? null : spec;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null; // The serialiser will say what is wrong and where.
        }
    }

    private static ModelSpec? ReadModel(ref Utf8JsonReader reader)
    {
        string? name = null;
        FeatureSpec? features = null;
        List<LayerSpec>? layers = null;
        List<string>? tokens = null;
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8) && name is null) name = ReadText(ref reader);
            else if (reader.ValueTextEquals("features"u8) && features is null) features = ReadFeatures(ref reader);
            else if (reader.ValueTextEquals("layers"u8) && layers is null) layers = ReadLayers(ref reader);
            else if (reader.ValueTextEquals("tokens"u8) && tokens is null) tokens = ReadTokens(ref reader);
            else return null;
        }
        return name is null || features is null || layers is null || tokens is null ? null : new ModelSpec { Name = name, Audio = features, Layers = layers, Tokens = tokens };
    }

    private static FeatureSpec? ReadFeatures(ref Utf8JsonReader reader)
    {
        var spec = new FeatureSpec();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            reader.Read();
            FeatureSpec? next = name switch
            {
                "sample_rate" => spec with { SampleRate = reader.GetInt32() },
                "window_length" => spec with { WindowLength = reader.GetInt32() },
                "hop_length" => spec with { HopLength = reader.GetInt32() },
                "fft_length" => spec with { FftLength = reader.GetInt32() },
                "bands" => spec with { Bands = reader.GetInt32() },
                "low_hz" => spec with { LowHz = reader.GetSingle() },
                "high_hz" => spec with { HighHz = reader.GetSingle() },
                "preemphasis" => spec with { Preemphasis = reader.GetSingle() },
                "log_floor" => spec with { LogFloor = reader.GetSingle() },
                "stack" => spec with { Stack = reader.GetInt32() },
                "skip" => spec with { Skip = reader.GetInt32() },
                "tail_length" => spec with { TailLength = reader.GetInt32() },
                _ => null,
            };
            if (next is null) return null;
            spec = next;
        }
        return spec;
    }

    private static List<LayerSpec>? ReadLayers(ref Utf8JsonReader reader)
    {
        var layers = new List<LayerSpec>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadLayer(ref reader) is not { } layer) return null;
            layers.Add(layer);
        }
        return layers;
    }

    private static LayerSpec? ReadLayer(ref Utf8JsonReader reader)
    {
        LayerKind? kind = null;
        int? inputs = null, units = null;
        bool bidirectional = false;
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            reader.Read();
            if (name == "kind") kind = ReadKind(ref reader);
            else if (name == "inputs") inputs = reader.GetInt32();
            else if (name == "units") units = reader.GetInt32();
            else if (name == "bidirectional") bidirectional = reader.GetBoolean();
            else return null; // An option.
        }
        return kind is null || inputs is null || units is null ? null : new LayerSpec { Kind = kind.Value, Inputs = inputs.Value, Units = units.Value, Bidirectional = bidirectional };
    }

    private static LayerKind? ReadKind(ref Utf8JsonReader reader) => reader.GetString() switch
    {
        nameof(LayerKind.Lstm) => LayerKind.Lstm,
        nameof(LayerKind.Gru) => LayerKind.Gru,
        nameof(LayerKind.Dense) => LayerKind.Dense,
        nameof(LayerKind.LayerNorm) => LayerKind.LayerNorm,
        nameof(LayerKind.LogSoftmax) => LayerKind.LogSoftmax,
        _ => null,
    };

    private static List<string>? ReadTokens(ref Utf8JsonReader reader)
    {
        var tokens = new List<string>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.String) tokens.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray ? tokens : null;
    }

    private static string? ReadText(ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() : null;
}
