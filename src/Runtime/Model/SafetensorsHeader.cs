using System.Text;
using System.Text.Json;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The header of a safetensors file: where each tensor lies, and free-form strings. Everything is checked against the length of the file. Read token by token: a tree of it would take more memory than a small model.</summary>
/// <param name="path">Of the file, for messages.</param>
/// <param name="dataStart">First byte after the header.</param>
/// <param name="fileLength">Bytes.</param>
internal sealed class SafetensorsHeader(string path, long dataStart, long fileLength)
{
    /// <summary>The strings of "__metadata__".</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, SafetensorsEntry> Entries { get; } = [];

    /// <summary>Reads the header.</summary>
    /// <exception cref="ModelFormatException">Not one, or one that does not fit the file.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string path, long dataStart, long fileLength)
    {
        var header = new SafetensorsHeader(path, dataStart, fileLength);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            header.Read(ref reader);
            reader.Read(); // Anything behind it is an error.
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter for strings that are not valid Unicode.
        {
            throw new ModelFormatException(path, $"not a model: the header is not JSON ({e.Message})", e);
        }
        header.CheckOverlap();
        return header;
    }

    private void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Error($"not a model: the header must be a JSON object, found {reader.TokenType}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "__metadata__") ReadMetadata(ref reader);
            else if (!Entries.TryAdd(name, ReadEntry(name, ref reader))) throw Error($"tensor {name} appears twice");
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Error("__metadata__ must be a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Metadata[key] = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Error($"__metadata__.{key} must be a string, found {reader.TokenType}");
        }
    }

    private SafetensorsEntry ReadEntry(string name, ref Utf8JsonReader reader)
    {
        string? type = null;
        List<string>? shape = null, offsets = null;
        if (reader.TokenType != JsonTokenType.StartObject) throw Incomplete(name);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (key == "dtype" && reader.TokenType == JsonTokenType.String) type = reader.GetString();
            else if (key == "shape") shape = ReadNumbers(ref reader);
            else if (key == "data_offsets") offsets = ReadNumbers(ref reader);
            else reader.Skip();
        }
        return type is null || shape is null || offsets is not { Count: 2 } ? throw Incomplete(name) : Check(name, type, shape, offsets);
    }

    /// <summary>The elements of an array as they are written; null if it is none, or one of other things than numbers.</summary>
    private static List<string>? ReadNumbers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        List<string>? numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number) numbers?.Add(Encoding.UTF8.GetString(reader.ValueSpan));
            else numbers = null;
            reader.Skip();
        }
        return numbers;
    }

    private SafetensorsEntry Check(string name, string type, List<string> dimensions, List<string> offsets)
    {
        int size = ElementSize(type) ?? throw Error($"tensor {name}: unknown type {type}");
        int[] shape = new int[dimensions.Count];
        UInt128 bytes = (UInt128)size;
        for (int i = 0; i < shape.Length; i++)
        {
            if (!long.TryParse(dimensions[i], out long dimension) || dimension is < 0 or > int.MaxValue)
                throw Error($"tensor {name}: dimension {i} must be 0 to {int.MaxValue}, found {dimensions[i]}");
            shape[i] = (int)dimension;
            bytes *= (uint)dimension;
            if (bytes > (UInt128)fileLength) throw Error($"tensor {name}: the shape [{string.Join(", ", dimensions)}] needs more bytes than the file's {fileLength}");
        }
        if (!long.TryParse(offsets[0], out long begin) || !long.TryParse(offsets[1], out long end) || begin < 0 || end < begin || end > fileLength - dataStart)
            throw Error($"tensor {name}: data_offsets [{offsets[0]}, {offsets[1]}] do not lie in the {fileLength - dataStart} bytes of data (truncated file?)");
        if ((UInt128)(end - begin) != bytes) throw Error($"tensor {name}: expected {bytes} bytes for {type} {Tensor.Format(shape)}, found {end - begin}");
        return new SafetensorsEntry(name, type, shape, dataStart + begin, end - begin);
    }

    private void CheckOverlap()
    {
        SafetensorsEntry[] sorted = [.. Entries.Values];
        Array.Sort(sorted, (a, b) => a.Start.CompareTo(b.Start));
        SafetensorsEntry? before = null;
        foreach (SafetensorsEntry entry in sorted)
        {
            if (entry.Length == 0) continue;
            if (before is not null && before.Start + before.Length > entry.Start) throw Error($"tensors {before.Name} and {entry.Name} overlap");
            before = entry;
        }
    }

    private static int? ElementSize(string type) => type switch
    {
        "BOOL" or "U8" or "I8" => 1,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F32" or "I32" or "U32" => 4,
        "F64" or "I64" or "U64" => 8,
        _ => null,
    };

    private ModelFormatException Incomplete(string tensor) => Error($"tensor {tensor}: expected dtype, shape and two data_offsets");

    private ModelFormatException Error(string problem) => new(path, problem);
}
