using System.Buffers.Text;
using System.Text;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>
/// Reads the description of an ordinary model of sound, written as <see cref="ModelSpec.ToJson"/> writes it. The JSON serialiser
/// reads every description, but its machinery takes several megabytes and most of the time of loading: it is left to the others.
/// </summary>
internal static class ModelSpecReader
{
    /// <returns>The description, not validated; null if anything in the text is not as usual, errors included.</returns>
    public static ModelSpec? TryRead(string json)
    {
        try
        {
            var scanner = new JsonScanner(Encoding.UTF8.GetBytes(json));
            ModelSpec? spec = ReadModel(ref scanner);
            if (spec is not null) scanner.End();
            return spec;
        }
        catch (FormatException)
        {
            return null; // The serialiser will say what is wrong and where.
        }
    }

    private static ModelSpec? ReadModel(ref JsonScanner json)
    {
        string? name = null;
        FeatureSpec? features = null;
        List<LayerSpec>? layers = null;
        List<string>? tokens = null;
        json.EnterObject();
        while (json.NextProperty(out string property))
        {
            if (property == "name" && name is null) name = json.ReadString();
            else if (property == "features" && features is null) features = ReadFeatures(ref json);
            else if (property == "layers" && layers is null) layers = ReadLayers(ref json);
            else if (property == "tokens" && tokens is null) tokens = ReadTokens(ref json);
            else return null;
        }
        return name is null || features is null || layers is null || tokens is null ? null : new ModelSpec { Name = name, Audio = features, Layers = layers, Tokens = tokens };
    }

    private static FeatureSpec ReadFeatures(ref JsonScanner json)
    {
        var spec = new FeatureSpec();
        json.EnterObject();
        while (json.NextProperty(out string name))
        {
            spec = name switch
            {
                "sample_rate" => spec with { SampleRate = ReadInteger(ref json) },
                "window_length" => spec with { WindowLength = ReadInteger(ref json) },
                "hop_length" => spec with { HopLength = ReadInteger(ref json) },
                "fft_length" => spec with { FftLength = ReadInteger(ref json) },
                "bands" => spec with { Bands = ReadInteger(ref json) },
                "low_hz" => spec with { LowHz = ReadSingle(ref json) },
                "high_hz" => spec with { HighHz = ReadSingle(ref json) },
                "preemphasis" => spec with { Preemphasis = ReadSingle(ref json) },
                "log_floor" => spec with { LogFloor = ReadSingle(ref json) },
                "stack" => spec with { Stack = ReadInteger(ref json) },
                "skip" => spec with { Skip = ReadInteger(ref json) },
                "tail_length" => spec with { TailLength = ReadInteger(ref json) },
                _ => throw new FormatException(name),
            };
        }
        return spec;
    }

    private static List<LayerSpec>? ReadLayers(ref JsonScanner json)
    {
        var layers = new List<LayerSpec>();
        json.EnterArray();
        while (json.NextElement())
        {
            if (ReadLayer(ref json) is not { } layer) return null;
            layers.Add(layer);
        }
        return layers;
    }

    private static LayerSpec? ReadLayer(ref JsonScanner json)
    {
        LayerKind? kind = null;
        int? inputs = null, units = null;
        bool bidirectional = false;
        json.EnterObject();
        while (json.NextProperty(out string name))
        {
            if (name == "kind") kind = LayerKind.Named(json.ReadString());
            else if (name == "inputs") inputs = ReadInteger(ref json);
            else if (name == "units") units = ReadInteger(ref json);
            else if (name == "bidirectional") bidirectional = json.ReadBoolean();
            else return null; // An option.
        }
        return kind is null || inputs is null || units is null ? null : new LayerSpec { Kind = kind, Inputs = inputs.Value, Units = units.Value, Bidirectional = bidirectional };
    }

    private static List<string> ReadTokens(ref JsonScanner json)
    {
        var tokens = new List<string>();
        json.EnterArray();
        while (json.NextElement()) tokens.Add(json.ReadString());
        return tokens;
    }

    private static int ReadInteger(ref JsonScanner json)
    {
        ReadOnlySpan<byte> number = json.ReadNumber();
        return Utf8Parser.TryParse(number, out int value, out int length) && length == number.Length ? value : throw new FormatException("expected a whole number");
    }

    private static float ReadSingle(ref JsonScanner json)
    {
        ReadOnlySpan<byte> number = json.ReadNumber();
        return Utf8Parser.TryParse(number, out float value, out int length) && length == number.Length ? value : throw new FormatException("expected a number");
    }
}
