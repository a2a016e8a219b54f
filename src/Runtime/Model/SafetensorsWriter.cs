using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Element type as the file names it: F32, BF16, I8, I32.</param>
/// <param name="Shape">Length along each dimension.</param>
/// <param name="Data">The bytes, little-endian, row-major.</param>
internal sealed record SafetensorsItem(string Name, string Type, IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Data);

/// <summary>Writes tensors and metadata as a safetensors file, atomically. The data start on a multiple of 64 bytes; a tensor whose length is a multiple of 64 leaves the next one aligned too.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 64;

    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<Tensor> tensors) =>
        Write(path, metadata, [.. tensors.Select(t => new SafetensorsItem(t.Name, "F32", t.Shape, MemoryMarshal.AsBytes(t.Data.AsSpan()).ToArray()))]);

    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<SafetensorsItem> tensors)
    {
        byte[] header = Header(metadata, tensors);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (SafetensorsItem tensor in tensors) stream.Write(tensor.Data.Span);
        });
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<SafetensorsItem> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (SafetensorsItem tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                json.WriteStartArray("shape");
                foreach (int d in tensor.Shape) json.WriteNumberValue(d);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while ((buffer.Length + 8) % Alignment != 0) buffer.WriteByte((byte)' '); // The format allows spaces after the JSON.
        return buffer.ToArray();
    }
}
