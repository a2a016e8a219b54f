using System.Buffers.Binary;
using System.Text;
using EmbeddedSeq.Audio.Conversion;
using EmbeddedSeq.Audio.Wav;

namespace EmbeddedSeq.Audio;

/// <summary>
/// Reads samples from a stream of bytes from front to back, as they arrive: a WAV file, or bare samples of a known form. The
/// stream need not be seekable and is never closed. For files on disk there is <see cref="WavReader"/>.
/// </summary>
/// <remarks>One reader belongs to one thread at a time.</remarks>
public sealed class AudioStreamReader
{
    private const int BlockBytes = 1 << 16;
    private const string Name = "audio stream";

    private readonly Stream stream;
    private readonly byte[] block;
    private readonly float[] interleaved;
    private int held;      // Bytes at the front of the block that have not been decoded.
    private long? left;    // Bytes of samples that are to come, if the header tells.

    private AudioStreamReader(Stream stream, SampleFormat format, long? dataLength, ReadOnlySpan<byte> begun)
    {
        (this.stream, Format, left) = (stream, format, dataLength);
        block = new byte[Math.Max(BlockBytes, format.BytesPerFrame)];
        interleaved = new float[block.Length / format.BytesPerSample];
        begun.CopyTo(block);
        held = begun.Length;
    }

    /// <summary>How the samples are written.</summary>
    public SampleFormat Format { get; }

    /// <summary>Whether the stream has ended before the length that its header gives.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Samples that were NaN, infinite or louder than 65 536 and were taken as silence.</summary>
    public long InvalidSamples { get; private set; }

    /// <summary>Reads up to the first sample.</summary>
    /// <param name="stream">At its start; read from, not sought in, not closed.</param>
    /// <param name="bareFormat">What the stream holds if it does not begin as a WAV file; null if it has to be one.</param>
    /// <param name="cancellation">Stops waiting for bytes.</param>
    /// <exception cref="AudioFormatException">Not a WAV file that can be read, and no other form was named.</exception>
    public static async ValueTask<AudioStreamReader> OpenAsync(Stream stream, SampleFormat? bareFormat = null, CancellationToken cancellation = default)
    {
        byte[] head = new byte[12];
        int count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        bool isWav = count == head.Length && Letters(head, 0) is "RIFF" or "RF64" or "BW64" && Letters(head, 8) == "WAVE";
        if (isWav) return await OpenWavAsync(stream, cancellation).ConfigureAwait(false);
        if (bareFormat is { } format) return new AudioStreamReader(stream, format, null, head.AsSpan(0, count));
        throw new AudioFormatException(Name, 0, "a WAV file (RIFF)", count == 0 ? "an empty stream" : $"bytes {Convert.ToHexString(head.AsSpan(0, count))}");
    }

    /// <summary>Reads the next frames as the mean of their channels: those that have arrived, at least one.</summary>
    /// <param name="destination">One sample per frame; room for one at least.</param>
    /// <param name="cancellation">Stops waiting for bytes.</param>
    /// <returns>Frames read; 0 at the end.</returns>
    public async ValueTask<int> ReadMonoAsync(Memory<float> destination, CancellationToken cancellation = default)
    {
        int frame = Format.BytesPerFrame, wanted = (int)Math.Min((long)destination.Length * frame, block.Length / frame * frame);
        int most = (int)Math.Min(wanted - held, left ?? long.MaxValue);
        if (held < frame && most > 0)
        {
            int count = await stream.ReadAtLeastAsync(block.AsMemory(held, most), Math.Min(frame - held, most), throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            left -= count;
            held += count;
        }
        int frames = Math.Min(held, wanted) / frame;
        if (frames == 0) IsTruncated = held > 0 || left > 0;
        else Decode(frames, destination.Span);
        return frames;
    }

    private void Decode(int frames, Span<float> destination)
    {
        int bytes = frames * Format.BytesPerFrame;
        Span<float> samples = interleaved.AsSpan(0, frames * Format.Channels);
        SampleDecoder.Decode(block.AsSpan(0, bytes), Format, samples);
        for (int bad; (bad = SampleDecoder.IndexOfInvalid(samples)) >= 0; InvalidSamples++) samples[bad] = 0;
        SampleDecoder.MixToMono(samples, Format.Channels, destination[..frames]);
        block.AsSpan(bytes, held - bytes).CopyTo(block);
        held -= bytes;
    }

    private static async ValueTask<AudioStreamReader> OpenWavAsync(Stream stream, CancellationToken cancellation)
    {
        SampleFormat? format = null;
        long? data64 = null;
        byte[] buffer = new byte[4096];
        for (long at = 12; ;)
        {
            if (await stream.ReadAtLeastAsync(buffer.AsMemory(0, 8), 8, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < 8)
                throw new AudioFormatException(Name, at, format is null ? "a fmt chunk" : "a data chunk", "the end of the stream");
            (string id, uint size) = (Letters(buffer, 0), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(4)));
            at += 8;
            if (id == "data")
            {
                if (format is not { } known) throw new AudioFormatException(Name, at - 8, "a fmt chunk before the data chunk", "a data chunk");
                // Programs that write to a pipe do not know the length.
                long? length = size is uint.MaxValue ? data64 : size is 0 || WavHeader.IsPlaceholder(size) ? null : size;
                return new AudioStreamReader(stream, known, length, []);
            }
            long rest = size + (size & 1);
            for (bool isStart = true; rest > 0; isStart = false)
            {
                int part = (int)Math.Min(rest, buffer.Length);
                if (await stream.ReadAtLeastAsync(buffer.AsMemory(0, part), part, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < part)
                    throw new AudioFormatException(Name, at, $"{size} bytes of the chunk \"{id}\"", "the end of the stream");
                if (isStart && id == "fmt ") format = ParseFormat(buffer.AsSpan(0, (int)Math.Min(part, size)), at);
                if (isStart && id == "ds64" && part >= 16) data64 = BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(8));
                at += part;
                rest -= part;
            }
        }
    }

    private static SampleFormat ParseFormat(ReadOnlySpan<byte> body, long at) =>
        body.Length >= FormatChunk.MinBytes
            ? FormatChunk.Parse(body[..Math.Min(body.Length, FormatChunk.MaxBytes)], Name, at)
            : throw new AudioFormatException(Name, at, $"{FormatChunk.MinBytes} bytes of the chunk \"fmt \"", $"{body.Length}");

    private static string Letters(byte[] bytes, int start) => Encoding.Latin1.GetString(bytes, start, 4);
}
