using System.Buffers;
using EmbeddedSeq.Audio.Conversion;
using EmbeddedSeq.Audio.Wav;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Audio;

/// <summary>
/// Reads a WAV file from any place in blocks of any size: PCM of 8 to 32 bits, floats of 32 and 64 bits, any rate and
/// channel count, RIFF or RF64, with the lengths that streamed or interrupted recordings leave behind.
/// </summary>
/// <remarks>
/// Samples are floats with full scale at 1. Integers cannot leave [-1, 1]; a float file whose samples are NaN, infinite
/// or louder than 65 536 raises <see cref="AudioFormatException"/>. One reader belongs to one thread; open one for each.
/// </remarks>
public sealed class WavReader : IDisposable
{
    // Half a minute of 16 kHz mono in one read, and still small enough for ArrayPool's per-thread cache.
    private const int BlockBytes = 1 << 20;

    private readonly SafeFileHandle file;
    private readonly WavHeader header;
    private long position;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="AudioFormatException">The file is not a WAV file that can be read.</exception>
    /// <exception cref="IOException">The file is missing or cannot be opened.</exception>
    public WavReader(string path)
    {
        FileName = path;
        if (Directory.Exists(path)) throw new IOException($"{path}: expected a WAV file, found a folder");
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            header = WavHeader.Read(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        FrameCount = header.DataLength / header.Format.BytesPerFrame;
    }

    /// <summary>The path given at opening.</summary>
    public string FileName { get; }

    /// <summary>How the samples are written in the file.</summary>
    public SampleFormat Format => header.Format;

    /// <summary>Frames in the file, a frame being one sample of every channel.</summary>
    public long FrameCount { get; }

    /// <summary>Length of the file in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)FrameCount / Format.SampleRate);

    /// <summary>What the header promises beyond <see cref="Duration"/>; null if the file is whole, or if its header tells no length.</summary>
    public AudioTruncation? Truncation => (header.DataLength + header.Missing) / Format.BytesPerFrame is var promised && promised > FrameCount
        ? new AudioTruncation(FileName, TimeSpan.FromSeconds((double)promised / Format.SampleRate), Duration)
        : null;

    /// <summary>The frame that the next read begins with, 0 to <see cref="FrameCount"/>.</summary>
    public long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FrameCount);
            position = value;
        }
    }

    /// <summary>Reads the next frames as the mean of their channels.</summary>
    /// <param name="destination">One sample per frame.</param>
    /// <returns>Frames read: as many as fit, fewer only at the end, 0 after it.</returns>
    public int ReadMono(Span<float> destination)
    {
        if (Format.Channels == 1)
            return ReadInterleaved(destination);

        int frames = (int)Math.Min(destination.Length, FrameCount - position);
        int blockFrames = Math.Clamp(frames, 1, Math.Max(1, BlockBytes / Format.BytesPerFrame));
        float[] block = ArrayPool<float>.Shared.Rent(blockFrames * Format.Channels);
        for (int done = 0; done < frames;)
        {
            int count = ReadInterleaved(block.AsSpan(0, Math.Min(blockFrames, frames - done) * Format.Channels));
            SampleDecoder.MixToMono(block, Format.Channels, destination.Slice(done, count));
            done += count;
        }

        ArrayPool<float>.Shared.Return(block);
        return frames;
    }

    /// <summary>Reads the next frames with their channels side by side.</summary>
    /// <param name="destination">[frame][channel]; a part frame at its end is left alone.</param>
    /// <returns>Frames read: as many as fit, fewer only at the end, 0 after it.</returns>
    public int ReadInterleaved(Span<float> destination)
    {
        int frames = (int)Math.Min(destination.Length / Format.Channels, FrameCount - position);
        int blockFrames = Math.Clamp(frames, 1, Math.Max(1, BlockBytes / Format.BytesPerFrame));
        byte[] block = ArrayPool<byte>.Shared.Rent(blockFrames * Format.BytesPerFrame);
        for (int done = 0; done < frames;)
        {
            int count = Math.Min(blockFrames, frames - done);
            Span<float> samples = destination.Slice(done * Format.Channels, count * Format.Channels);
            ReadBlock(block.AsSpan(0, count * Format.BytesPerFrame), samples);
            position += count;
            done += count;
        }

        ArrayPool<byte>.Shared.Return(block);
        return frames;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>Byte after the last sample, for errors about the length.</summary>
    internal long DataEnd => header.DataStart + header.DataLength;

    private void ReadBlock(Span<byte> bytes, Span<float> samples)
    {
        long start = header.DataStart + position * Format.BytesPerFrame;
        for (int got = 0; got < bytes.Length;)
        {
            int count = RandomAccess.Read(file, bytes[got..], start + got);
            if (count == 0)
                throw new AudioFormatException(FileName, start + got, "more samples", "the end of the file, which has been cut since it was opened");
            got += count;
        }

        SampleDecoder.Decode(bytes, Format, samples);
        if (Format.Encoding == SampleEncoding.IeeeFloat && SampleDecoder.IndexOfInvalid(samples) is >= 0 and int bad)
            throw new AudioFormatException(FileName, start + (long)bad * Format.BytesPerSample, $"a sample from -{SampleDecoder.MaxMagnitude} to {SampleDecoder.MaxMagnitude}", $"{samples[bad]}");
    }
}
