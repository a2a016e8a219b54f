using System.Globalization;
using System.Text;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The header of a safetensors file: where each tensor lies, and free-form strings. Everything is checked against the length of the file.</summary>
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
            header.Read(new JsonScanner(json));
        }
        catch (FormatException e)
        {
            throw new ModelFormatException(path, $"not a model: the header is not JSON ({e.Message})", e);
        }
        header.CheckOverlap();
        return header;
    }

    private void Read(JsonScanner json)
    {
        if (json.Next is (byte)'[' or (byte)'"' || json.IsNumber) throw Error("not a model: the header must be a JSON object");
        json.EnterObject();
        while (json.NextProperty(out string name))
        {
            if (name == "__metadata__") ReadMetadata(ref json);
            else if (!Entries.TryAdd(name, ReadEntry(name, ref json))) throw Error($"tensor {name} appears twice");
        }
        json.End();
    }

    private void ReadMetadata(ref JsonScanner json)
    {
        if (json.Next != '{') throw Error("__metadata__ must be a JSON object");
        json.EnterObject();
        while (json.NextProperty(out string key)) Metadata[key] = json.Next == '"' ? json.ReadString() : throw Error($"__metadata__.{key} must be a string");
    }

    private SafetensorsEntry ReadEntry(string name, ref JsonScanner json)
    {
        string? type = null;
        List<string>? shape = null, offsets = null;
        if (json.Next != '{') throw Incomplete(name);
        json.EnterObject();
        while (json.NextProperty(out string key))
        {
            if (key == "dtype" && json.Next == '"') type = json.ReadString();
            else if (key == "shape") shape = ReadNumbers(ref json);
            else if (key == "data_offsets") offsets = ReadNumbers(ref json);
            else json.Skip();
        }
        return type is null || shape is null || offsets is not { Count: 2 } ? throw Incomplete(name) : Check(name, type, shape, offsets);
    }

    /// <summary>The elements of an array as they are written; null if it is none, or one of other things than numbers.</summary>
    private static List<string>? ReadNumbers(ref JsonScanner json)
    {
        if (json.Next != '[')
        {
            json.Skip();
            return null;
        }
        List<string>? numbers = [];
        json.EnterArray();
        while (json.NextElement())
        {
            if (json.IsNumber) numbers?.Add(Encoding.UTF8.GetString(json.ReadNumber()));
            else
            {
                numbers = null;
                json.Skip();
            }
        }
        return numbers;
    }

    private SafetensorsEntry Check(string name, string type, List<string> dimensions, List<string> offsets)
    {
        int size = ElementSize(type) ?? throw Error($"tensor {name}: unknown type {type}");
        int[] shape = new int[dimensions.Count];
        long bytes = size;
        for (int i = 0; i < shape.Length; i++)
        {
            if (!TryParse(dimensions[i], out long dimension) || dimension > int.MaxValue)
                throw Error($"tensor {name}: dimension {i} must be 0 to {int.MaxValue}, found {dimensions[i]}");
            shape[i] = (int)dimension;
            if (dimension > 0 && bytes > fileLength / dimension) throw Error($"tensor {name}: the shape [{string.Join(", ", dimensions)}] needs more bytes than the file's {fileLength}");
            bytes *= dimension;
        }
        if (!TryParse(offsets[0], out long begin) || !TryParse(offsets[1], out long end) || end < begin || end > fileLength - dataStart)
            throw Error($"tensor {name}: data_offsets [{offsets[0]}, {offsets[1]}] do not lie in the {fileLength - dataStart} bytes of data (truncated file?)");
        if (end - begin != bytes) throw Error($"tensor {name}: expected {bytes} bytes for {type} {Tensor.Format(shape)}, found {end - begin}");
        return new SafetensorsEntry(name, type, shape, dataStart + begin, end - begin);
    }

    private void CheckOverlap()
    {
        var sorted = new SafetensorsEntry[Entries.Count];
        Entries.Values.CopyTo(sorted, 0); // A collection expression would bring in System.Linq.
        Array.Sort(sorted, (a, b) => a.Start.CompareTo(b.Start));
        SafetensorsEntry? before = null;
        foreach (SafetensorsEntry entry in sorted)
        {
            if (entry.Length == 0) continue;
            if (before is not null && before.Start + before.Length > entry.Start) throw Error($"tensors {before.Name} and {entry.Name} overlap");
            before = entry;
        }
    }

    private static bool TryParse(string number, out long value) => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out value);

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
