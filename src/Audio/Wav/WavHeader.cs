using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Audio.Wav;

/// <summary>Format of a WAV file and where its samples lie, as far as the file really holds them.</summary>
internal readonly record struct WavHeader(SampleFormat Format, long DataStart, long DataLength)
{
    private const long MostBytes = 1L << 48; // More is no length, and no disk holds it.

    /// <summary>Bytes that the header promises and the file does not have.</summary>
    public long Missing { get; private init; }

    /// <summary>Whether a length says that there was none when it was written: programs that write to a pipe leave their largest number, some less the header.</summary>
    public static bool IsPlaceholder(uint size) => size is (>= 0x7ffff000 and <= int.MaxValue) or >= 0xfffff000;

    /// <summary>Reads the chunks up to the samples. Sizes are claims: each is held against the file before use.</summary>
    /// <exception cref="AudioFormatException">Not a WAV file, cut off, or written in a way that is not supported.</exception>
    public static WavHeader Read(SafeFileHandle file, string name)
    {
        var chunks = new ChunkReader(file, name);
        SampleFormat? format = null;
        long data64 = -1;
        while (chunks.Next())
        {
            switch (chunks.Id)
            {
                case "fmt ":
                    format = FormatChunk.Parse(chunks.Body(FormatChunk.MinBytes, FormatChunk.MaxBytes), name, chunks.BodyStart);
                    break;
                case "ds64":
                    // RF64 (EBU Tech 3306): 64-bit RIFF size, then the 64-bit size of the data chunk.
                    data64 = BinaryPrimitives.ReadInt64LittleEndian(chunks.Body(16, 16)[8..]);
                    break;
                case "data":
                    if (format is not { } known)
                        throw new AudioFormatException(name, chunks.BodyStart - 8, "a fmt chunk before the data chunk", "a data chunk");
                    long left = chunks.FileLength - chunks.BodyStart, promised = PromisedBytes(chunks, data64, left);
                    return new WavHeader(known, chunks.BodyStart, Math.Min(promised, left)) { Missing = Math.Max(0, promised - left) };
            }
        }

        throw new AudioFormatException(name, chunks.FileLength, format is null ? "a fmt chunk" : "a data chunk", "the end of the file");
    }

    /// <summary>
    /// Programs that write to a pipe cannot come back to fill in the length: they leave 0 or a <see cref="IsPlaceholder">placeholder</see>.
    /// Then the samples go on to the end of the file.
    /// </summary>
    private static long PromisedBytes(ChunkReader chunks, long data64, long left) => chunks.Size switch
    {
        uint.MaxValue when data64 is >= 0 and <= MostBytes => data64,
        uint.MaxValue => left,
        0 => chunks.OnlyChunksFollow() ? 0 : left,
        var size when size > left && IsPlaceholder(size) => left,
        var size => size,
    };
}
