using System.Buffers.Binary;

namespace EmbeddedSeq.Audio.Wav;

/// <summary>The fmt chunk: WAVEFORMATEX, or WAVEFORMATEXTENSIBLE with the codec in a GUID.</summary>
internal static class FormatChunk
{
    public const int MinBytes = 16;
    public const int MaxBytes = 40;

    private const int PcmTag = 1;
    private const int FloatTag = 3;
    private const int ExtensibleTag = 0xfffe;

    // A GUID whose last 14 bytes are these holds an ordinary codec tag in its first two.
    private static ReadOnlySpan<byte> TagGuid => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

    /// <exception cref="AudioFormatException">A codec, rate or layout that is not supported or contradicts itself.</exception>
    public static SampleFormat Parse(ReadOnlySpan<byte> body, string name, long offset)
    {
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);

        if (tag == ExtensibleTag)
        {
            if (body.Length < MaxBytes)
                throw new AudioFormatException(name, offset, $"{MaxBytes} bytes of extensible format", $"{body.Length}");
            if (!body[26..40].SequenceEqual(TagGuid))
                throw new AudioFormatException(name, offset + 24, "PCM or floating-point samples", $"codec {new Guid(body[24..40])}");
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        }

        if (tag is not (PcmTag or FloatTag))
            throw new AudioFormatException(name, offset, "PCM or floating-point samples", $"codec {CodecName(tag)}");
        if (channels == 0)
            throw new AudioFormatException(name, offset + 2, "at least one channel", "0");
        if (rate is < SampleRates.Min or > SampleRates.Max)
            throw new AudioFormatException(name, offset + 4, $"a sample rate of {SampleRates.Min} to {SampleRates.Max} Hz", $"{rate}");

        SampleEncoding encoding = tag == PcmTag ? SampleEncoding.Pcm : SampleEncoding.IeeeFloat;
        int sampleBytes = (bits + 7) / 8;
        bool supported = encoding == SampleEncoding.Pcm ? sampleBytes is >= 1 and <= 4 : bits is 32 or 64;
        if (!supported)
            throw new AudioFormatException(name, offset + 14, encoding == SampleEncoding.Pcm ? "1 to 32 bits of PCM" : "32 or 64 bits of floating point", $"{bits}");
        if (frameBytes != channels * sampleBytes)
            throw new AudioFormatException(name, offset + 12, $"{channels * sampleBytes} bytes for {channels} samples of {bits} bits", $"{frameBytes}");
        return new SampleFormat(encoding, (int)rate, channels, sampleBytes);
    }

    private static string CodecName(int tag) => tag switch
    {
        2 => "Microsoft ADPCM",
        6 => "A-law",
        7 => "mu-law",
        0x11 => "IMA ADPCM",
        0x31 => "GSM 6.10",
        0x55 => "MP3",
        _ => $"0x{tag:x4}",
    };
}
