using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Audio;

/// <summary>
/// Writes a 16-bit PCM WAV file as samples arrive. After every second of audio the lengths in the header are brought
/// up to what has been written, so that the file is whole, but for its last second, however the program ends.
/// </summary>
/// <remarks>Belongs to one thread.</remarks>
public sealed class WavWriter : IDisposable
{
    private const int HeaderBytes = 44;
    private const int BlockSamples = 16384;

    private readonly SafeFileHandle file;
    private readonly long headerInterval;
    private long written;
    private long declared;

    /// <summary>Creates the file, replacing an existing one.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="sampleRate">Rate in Hz, 1 000 to 768 000.</param>
    /// <param name="channels">Interleaved channels, 1 to 32 767.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public WavWriter(string path, int sampleRate, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, SampleRates.Min);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, SampleRates.Max);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, short.MaxValue);
        Format = new SampleFormat(SampleEncoding.Pcm, sampleRate, channels, sizeof(short));
        FileName = path;
        headerInterval = (long)sampleRate * Format.BytesPerFrame;
        file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        WriteHeader();
    }

    /// <summary>The path given at creation.</summary>
    public string FileName { get; }

    /// <summary>How the samples are written.</summary>
    public SampleFormat Format { get; }

    /// <summary>Appends samples.</summary>
    /// <param name="samples">[frame][channel], full scale at 1; louder ones are clipped, NaN becomes 0.</param>
    /// <exception cref="IOException">The disk is full, or the file would pass the 4 GiB that a WAV file can hold.</exception>
    public void Write(ReadOnlySpan<float> samples)
    {
        if (samples.Length % Format.Channels != 0)
            throw new ArgumentException($"Expected whole frames of {Format.Channels} channels, found {samples.Length} samples.", nameof(samples));
        if (HeaderBytes + written + (long)samples.Length * sizeof(short) > uint.MaxValue)
            throw new IOException($"{FileName}: a WAV file cannot grow past 4 GiB.");

        byte[] block = ArrayPool<byte>.Shared.Rent(Math.Min(samples.Length, BlockSamples) * sizeof(short));
        for (; !samples.IsEmpty; samples = samples[Math.Min(samples.Length, BlockSamples)..])
        {
            int bytes = Encode(samples[..Math.Min(samples.Length, BlockSamples)], block);
            Append(block.AsSpan(0, bytes));
        }

        ArrayPool<byte>.Shared.Return(block);
        if (written - declared >= headerInterval)
            WriteHeader();
    }

    /// <summary>Brings the header up to date and closes the file.</summary>
    public void Dispose()
    {
        if (file.IsClosed)
            return;
        using (file)
            WriteHeader();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(file, bytes, HeaderBytes + written);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException($"{FileName} cannot be written any further: {e.Message}", e); // The system allows no larger files.
        }
        written += bytes.Length;
    }

    private static int Encode(ReadOnlySpan<float> samples, Span<byte> destination)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            // The reader divides by 32768 too, so that 16-bit samples survive the way there and back. Casts saturate.
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(destination[(2 * i)..], value);
        }

        return samples.Length * sizeof(short);
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(HeaderBytes - 8 + written));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)Format.Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)Format.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)Math.Min((long)Format.SampleRate * Format.BytesPerFrame, uint.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)Format.BytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)written);
        RandomAccess.Write(file, header, 0);
        declared = written;
    }
}
