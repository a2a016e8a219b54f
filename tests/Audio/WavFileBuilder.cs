using System.Buffers.Binary;
using System.Text;

namespace EmbeddedSeq.Audio.Tests;

/// <summary>Lays out WAV files byte by byte, right or wrong.</summary>
internal sealed class WavFileBuilder
{
    private readonly List<byte> bytes = [];

    public WavFileBuilder(string magic = "RIFF", uint riffSize = 0)
    {
        Text(magic).U32(riffSize).Text("WAVE");
    }

    public byte[] ToArray() => bytes.ToArray();

    public WavFileBuilder Chunk(string id, byte[] body, uint? size = null, bool pad = true)
    {
        Text(id).U32(size ?? (uint)body.Length);
        bytes.AddRange(body);
        if (pad && body.Length % 2 != 0)
            bytes.Add(0);
        return this;
    }

    public WavFileBuilder Format(SampleFormat format, bool extensible = false) =>
        Format(format.Encoding == SampleEncoding.Pcm ? 1 : 3, format.Channels, format.SampleRate, format.BytesPerSample * 8, extensible);

    public WavFileBuilder Format(int tag, int channels, int rate, int bits, bool extensible = false)
    {
        var body = new byte[extensible ? 40 : 16];
        int frame = channels * ((bits + 7) / 8);
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)(extensible ? 0xfffe : tag));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), (uint)rate);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8), unchecked((uint)(rate * frame)));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(12), (ushort)frame);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(14), (ushort)bits);
        if (extensible)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(16), 22);
            BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(18), (ushort)bits);
            new Guid(tag, 0, 0x10, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71).TryWriteBytes(body.AsSpan(24));
        }

        return Chunk("fmt ", body);
    }

    private WavFileBuilder Text(string text)
    {
        bytes.AddRange(Encoding.ASCII.GetBytes(text));
        return this;
    }

    private WavFileBuilder U32(uint value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, value);
        bytes.AddRange(four);
        return this;
    }
}
