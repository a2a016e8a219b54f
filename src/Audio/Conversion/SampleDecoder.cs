using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Audio.Conversion;

/// <summary>Bytes of a WAV file to floats with full scale at 1, one loop per sample format.</summary>
internal static class SampleDecoder
{
    /// <summary>
    /// Loudest float sample let through. Full scale is 1; some tools write floats at integer scale, and anything
    /// beyond that (or NaN) is a damaged file that would turn a recogniser's state into NaN.
    /// </summary>
    public const float MaxMagnitude = 65536;

    /// <summary>Decodes <c>destination.Length</c> samples.</summary>
    public static void Decode(ReadOnlySpan<byte> source, SampleFormat format, Span<float> destination)
    {
        switch (format.Encoding, format.BytesPerSample)
        {
            case (SampleEncoding.Pcm, 1): Pcm8(source, destination); break;
            case (SampleEncoding.Pcm, 2): Pcm16(MemoryMarshal.Cast<byte, short>(source), destination); break;
            case (SampleEncoding.Pcm, 3): Pcm24(source, destination); break;
            case (SampleEncoding.Pcm, 4): Pcm32(MemoryMarshal.Cast<byte, int>(source), destination); break;
            case (SampleEncoding.IeeeFloat, 4): MemoryMarshal.Cast<byte, float>(source)[..destination.Length].CopyTo(destination); break;
            default: Float64(MemoryMarshal.Cast<byte, double>(source), destination); break;
        }
    }

    /// <summary>Index of the first sample that is NaN, infinite or absurdly loud; -1 if there is none.</summary>
    public static int IndexOfInvalid(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            // Written so that NaN, which compares as false, is caught too.
            if (!(MathF.Abs(samples[i]) <= MaxMagnitude))
                return i;
        }

        return -1;
    }

    /// <summary>Mean over the channels of each frame.</summary>
    public static void MixToMono(ReadOnlySpan<float> interleaved, int channels, Span<float> mono)
    {
        float scale = 1f / channels;
        if (channels == 2)
        {
            for (int i = 0; i < mono.Length; i++)
                mono[i] = (interleaved[2 * i] + interleaved[2 * i + 1]) * scale;
            return;
        }

        for (int i = 0; i < mono.Length; i++)
        {
            float sum = 0;
            foreach (float sample in interleaved.Slice(i * channels, channels))
                sum += sample;
            mono[i] = sum * scale;
        }
    }

    private static void Pcm8(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (source[i] - 128) * (1f / 128);
    }

    /// <summary>The format of nearly every speech corpus, hence the only one written with vectors.</summary>
    internal static void Pcm16(ReadOnlySpan<short> source, Span<float> destination)
    {
        const float Scale = 1f / 32768;
        source = source[..destination.Length];
        int i = 0;
        for (; i <= source.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            (Vector256<int> low, Vector256<int> high) = Vector256.Widen(Vector256.Create(source[i..]));
            (Vector256.ConvertToSingle(low) * Scale).CopyTo(destination[i..]);
            (Vector256.ConvertToSingle(high) * Scale).CopyTo(destination[(i + Vector256<int>.Count)..]);
        }

        for (; i < source.Length; i++)
            destination[i] = source[i] * Scale;
    }

    private static void Pcm24(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> s = source.Slice(3 * i, 3);
            destination[i] = (s[0] << 8 | s[1] << 16 | s[2] << 24) * (1f / 2147483648f);
        }
    }

    private static void Pcm32(ReadOnlySpan<int> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = source[i] * (1f / 2147483648f);
    }

    private static void Float64(ReadOnlySpan<double> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (float)source[i];
    }
}
