using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Audio.Wav;

/// <summary>Format of a WAV file and where its samples lie, as far as the file really holds them.</summary>
internal readonly record struct WavHeader(SampleFormat Format, long DataStart, long DataLength)
{
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
                    return new WavHeader(known, chunks.BodyStart, DataBytes(chunks, data64));
            }
        }

        throw new AudioFormatException(name, chunks.FileLength, format is null ? "a fmt chunk" : "a data chunk", "the end of the file");
    }

    /// <summary>
    /// Programs that write to a pipe cannot come back to fill in the length: they leave 0, 0x7ffff000 or 0xffffffff,
    /// and a recorder that was killed leaves whatever it wrote last. Then the samples go on to the end of the file.
    /// </summary>
    private static long DataBytes(ChunkReader chunks, long data64)
    {
        long left = chunks.FileLength - chunks.BodyStart;
        return chunks.Size switch
        {
            uint.MaxValue when data64 >= 0 && data64 <= left => data64,
            uint.MaxValue or 0x7ffff000 => left,
            0 => chunks.OnlyChunksFollow() ? 0 : left,
            var size => Math.Min(size, left),
        };
    }
}
