using NAudio.Wave;

namespace EmbeddedSeq.Audio.Adapters;

/// <summary>NAudio's description of samples as ours.</summary>
internal static class WaveFormats
{
    /// <exception cref="NotSupportedException">The samples are compressed.</exception>
    public static SampleFormat ToSampleFormat(this WaveFormat format)
    {
        WaveFormat plain = format.AsStandardWaveFormat();
        SampleEncoding encoding = plain.Encoding switch
        {
            WaveFormatEncoding.Pcm => SampleEncoding.Pcm,
            WaveFormatEncoding.IeeeFloat => SampleEncoding.IeeeFloat,
            _ => throw new NotSupportedException($"Expected PCM or floating-point samples, found {format}."),
        };
        return new SampleFormat(encoding, plain.SampleRate, plain.Channels, plain.BlockAlign / plain.Channels);
    }
}
