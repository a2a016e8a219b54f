namespace EmbeddedSeq.Audio;

/// <summary>How interleaved samples are written in a file or delivered by a device, little-endian.</summary>
/// <param name="Encoding">Integers or floating point.</param>
/// <param name="SampleRate">Samples per second and channel, 1 000 to 768 000 Hz.</param>
/// <param name="Channels">Interleaved channels, at least 1.</param>
/// <param name="BytesPerSample">Bytes of one sample of one channel: 1 to 4 for integers, 4 or 8 for floating point.</param>
public readonly record struct SampleFormat(SampleEncoding Encoding, int SampleRate, int Channels, int BytesPerSample)
{
    /// <summary>Bytes of one frame: one sample of every channel.</summary>
    public int BytesPerFrame => Channels * BytesPerSample;
}

/// <summary>Number format of a sample.</summary>
public enum SampleEncoding
{
    /// <summary>Integers in two's complement; 8-bit samples are unsigned with 128 as zero.</summary>
    Pcm,

    /// <summary>IEEE 754 floating point, full scale at -1 and 1.</summary>
    IeeeFloat,
}
