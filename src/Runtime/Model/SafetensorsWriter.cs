using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Writes float32 tensors and metadata as a safetensors file, atomically; the data start on a multiple of 64 bytes.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 64;

    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<Tensor> tensors)
    {
        byte[] header = Header(metadata, tensors);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (Tensor tensor in tensors) stream.Write(MemoryMarshal.AsBytes(tensor.Data.AsSpan()));
        });
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<Tensor> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (Tensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int d in tensor.Shape) json.WriteNumberValue(d);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += sizeof(float) * (long)tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while ((buffer.Length + 8) % Alignment != 0) buffer.WriteByte((byte)' '); // The format allows spaces after the JSON.
        return buffer.ToArray();
    }
}
