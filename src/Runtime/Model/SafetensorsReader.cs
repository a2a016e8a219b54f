using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Network;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Reads the safetensors container: 8-byte little-endian header length, JSON header, raw tensors. Every length, offset and shape is checked against the file before it is used.</summary>
/// <remarks>Format: the safetensors specification of the Hugging Face project.</remarks>
internal sealed class SafetensorsReader : IDisposable
{
    private const long MaximumHeaderLength = 16 << 20;
    private readonly SafeFileHandle _file;
    private readonly string _path;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="ModelFormatException">Not a safetensors file, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            Length = RandomAccess.GetLength(_file);
            SafetensorsHeader header = ReadHeader();
            (Metadata, Entries) = (header.Metadata, header.Entries);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Free-form strings of the header's "__metadata__".</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Length of the file in bytes.</summary>
    public long Length { get; }

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
    /// <exception cref="EndOfStreamException">The file has become shorter.</exception>
    public void ReadBytes(SafetensorsEntry entry, Span<byte> destination) => ReadExactly(entry.Start, destination);

    public void Dispose() => _file.Dispose();

    private void ReadExactly(long position, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int count = RandomAccess.Read(_file, destination, position);
            if (count == 0) throw new EndOfStreamException($"{_path}: expected {destination.Length} bytes at {position}, found the end of the file; it changed while it was open");
            position += count;
            destination = destination[count..];
        }
    }

    private SafetensorsHeader ReadHeader()
    {
        if (Length < 8) throw Error($"expected a model of at least 8 bytes, found {Length}");
        Span<byte> prefix = stackalloc byte[8];
        ReadExactly(0, prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)Math.Min(MaximumHeaderLength, Length - 8))
            throw Error($"not a model, or a truncated one: the header would be {headerLength} bytes long in a file of {Length}");
        byte[] header = new byte[headerLength];
        ReadExactly(prefix.Length, header);
        return SafetensorsHeader.Parse(header, _path, 8 + (long)headerLength, Length);
    }

    private ModelFormatException Error(string problem) => new(_path, problem);
}
