using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Reads the safetensors container: 8-byte little-endian header length, JSON header, raw tensors. Every length, offset and shape is checked against the file before it is used.</summary>
/// <remarks>Format: the safetensors specification of the Hugging Face project.</remarks>
internal sealed class SafetensorsReader : IDisposable
{
    private const long MaximumHeaderLength = 16 << 20;
    private readonly FileStream _stream;
    private readonly string _path;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="ModelFormatException">Not a safetensors file, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            (Metadata, Entries) = ReadHeader();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Free-form strings of the header's "__metadata__".</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Length of the file in bytes.</summary>
    public long Length => _stream.Length;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Reads a tensor of type F32.</summary>
    /// <exception cref="ModelFormatException">Missing, of another type or shape, or with numbers that are not finite.</exception>
    public Tensor ReadFloat32(TensorSpec expected)
    {
        SafetensorsEntry entry = Find(expected, "F32");
        float[] data = new float[entry.Length / sizeof(float)];
        ReadBytes(entry, MemoryMarshal.AsBytes(data.AsSpan()));
        int bad = Array.FindIndex(data, x => !float.IsFinite(x));
        if (bad >= 0) throw Error($"tensor {entry.Name}: element {bad} is {data[bad]}, expected finite numbers");
        return new Tensor(entry.Name, expected.Shape, data);
    }

    /// <summary>Finds a tensor and checks its type and shape.</summary>
    /// <exception cref="ModelFormatException">Missing, or of another type or shape.</exception>
    public SafetensorsEntry Find(TensorSpec expected, string type)
    {
        if (!Entries.TryGetValue(expected.Name, out SafetensorsEntry? entry)) throw Error($"tensor {expected.Name} is missing");
        if (entry.Type != type) throw Error($"tensor {entry.Name}: expected type {type}, found {entry.Type}");
        if (!entry.Shape.SequenceEqual(expected.Shape)) throw Error($"tensor {entry.Name}: expected shape {Tensor.Format(expected.Shape)}, found {Tensor.Format(entry.Shape)}");
        return entry;
    }

    /// <summary>Reads a tensor's bytes.</summary>
    public void ReadBytes(SafetensorsEntry entry, Span<byte> destination)
    {
        _stream.Position = entry.Start;
        _stream.ReadExactly(destination);
    }

    public void Dispose() => _stream.Dispose();

    private (Dictionary<string, string>, Dictionary<string, SafetensorsEntry>) ReadHeader()
    {
        long fileLength = _stream.Length;
        if (fileLength < 8) throw Error($"expected a model of at least 8 bytes, found {fileLength}");
        Span<byte> prefix = stackalloc byte[8];
        _stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)Math.Min(MaximumHeaderLength, fileLength - 8))
            throw Error($"not a model, or a truncated one: the header would be {headerLength} bytes long in a file of {fileLength}");
        byte[] header = new byte[headerLength];
        _stream.ReadExactly(header);
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            return Parse(json.RootElement, 8 + (long)headerLength, fileLength);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter for strings that are not valid Unicode.
        {
            throw new ModelFormatException(_path, $"not a model: the header is not JSON ({e.Message})", e);
        }
    }

    private (Dictionary<string, string>, Dictionary<string, SafetensorsEntry>) Parse(JsonElement root, long dataStart, long fileLength)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Error($"not a model: the header must be a JSON object, found {root.ValueKind}");
        var metadata = new Dictionary<string, string>();
        var entries = new Dictionary<string, SafetensorsEntry>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                if (property.Value.ValueKind != JsonValueKind.Object) throw Error("__metadata__ must be a JSON object");
                foreach (JsonProperty text in property.Value.EnumerateObject())
                {
                    if (text.Value.ValueKind != JsonValueKind.String) throw Error($"__metadata__.{text.Name} must be a string, found {text.Value.ValueKind}");
                    metadata[text.Name] = text.Value.GetString()!;
                }
            }
            else if (!entries.TryAdd(property.Name, ParseEntry(property.Name, property.Value, dataStart, fileLength)))
            {
                throw Error($"tensor {property.Name} appears twice");
            }
        }
        CheckOverlap(entries.Values);
        return (metadata, entries);
    }

    private SafetensorsEntry ParseEntry(string name, JsonElement value, long dataStart, long fileLength)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out JsonElement typeElement) || typeElement.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out JsonElement shapeElement) || shapeElement.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
            throw Error($"tensor {name}: expected dtype, shape and two data_offsets");

        string type = typeElement.GetString()!;
        int size = ElementSize(type) ?? throw Error($"tensor {name}: unknown type {type}");
        int[] shape = new int[shapeElement.GetArrayLength()];
        UInt128 bytes = (UInt128)size;
        for (int i = 0; i < shape.Length; i++)
        {
            if (!TryGetLong(shapeElement[i], out long dimension) || dimension is < 0 or > int.MaxValue)
                throw Error($"tensor {name}: dimension {i} must be 0 to {int.MaxValue}, found {shapeElement[i]}");
            shape[i] = (int)dimension;
            bytes *= (uint)dimension;
            if (bytes > (UInt128)fileLength) throw Error($"tensor {name}: the shape {shapeElement} needs more bytes than the file's {fileLength}");
        }
        if (!TryGetLong(offsets[0], out long begin) || !TryGetLong(offsets[1], out long end) || begin < 0 || end < begin || end > fileLength - dataStart)
            throw Error($"tensor {name}: data_offsets {offsets} do not lie in the {fileLength - dataStart} bytes of data (truncated file?)");
        if ((UInt128)(end - begin) != bytes) throw Error($"tensor {name}: expected {bytes} bytes for {type} {Tensor.Format(shape)}, found {end - begin}");
        return new SafetensorsEntry(name, type, shape, dataStart + begin, end - begin);
    }

    private void CheckOverlap(IEnumerable<SafetensorsEntry> entries)
    {
        SafetensorsEntry? before = null;
        foreach (SafetensorsEntry entry in entries.Where(e => e.Length > 0).OrderBy(e => e.Start))
        {
            if (before is not null && before.Start + before.Length > entry.Start) throw Error($"tensors {before.Name} and {entry.Name} overlap");
            before = entry;
        }
    }

    private static bool TryGetLong(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
    }

    private static int? ElementSize(string type) => type switch
    {
        "BOOL" or "U8" or "I8" => 1,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F32" or "I32" or "U32" => 4,
        "F64" or "I64" or "U64" => 8,
        _ => null,
    };

    private ModelFormatException Error(string problem) => new(_path, problem);
}
