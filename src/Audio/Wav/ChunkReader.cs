using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Audio.Wav;

/// <summary>Walks the chunks of a RIFF file: four letters, a 32-bit length, a body padded to an even length.</summary>
internal sealed class ChunkReader
{
    // Nearly every header fits, so that a range of samples costs two reads: this one and its own.
    private const int WindowBytes = 4096;

    private readonly SafeFileHandle file;
    private readonly string name;
    private readonly byte[] window = new byte[WindowBytes];
    private long windowStart;
    private int windowLength;
    private long next;

    /// <exception cref="AudioFormatException">The file does not begin as a little-endian RIFF WAVE file.</exception>
    public ChunkReader(SafeFileHandle file, string name)
    {
        this.file = file;
        this.name = name;
        FileLength = LengthOf(file, name);
        windowLength = RandomAccess.Read(file, window, 0);
        if (windowLength < 12)
            throw new AudioFormatException(name, 0, "a WAV header", windowLength == 0 ? "an empty file" : $"only {windowLength} bytes");
        if (Text(window.AsSpan(0, 4)) is not ("RIFF" or "RF64" or "BW64"))
            throw new AudioFormatException(name, 0, "a WAV file (RIFF)", Quote(window.AsSpan(0, 4)));
        if (Text(window.AsSpan(8, 4)) != "WAVE")
            throw new AudioFormatException(name, 8, "WAVE", Quote(window.AsSpan(8, 4)));
        next = 12;
    }

    public long FileLength { get; }

    public string Id { get; private set; } = "";

    /// <summary>Bytes of the body by the chunk's own claim.</summary>
    public uint Size { get; private set; }

    public long BodyStart { get; private set; }

    /// <summary>Goes to the next chunk; false at the end of the file.</summary>
    public bool Next()
    {
        ReadOnlySpan<byte> head = Bytes(next, 8);
        if (head.IsEmpty)
            return false;
        if (head.Length < 8)
            throw new AudioFormatException(name, next, "8 bytes of chunk header", $"only {head.Length}");
        if (!IsChunkHeader(head))
            throw new AudioFormatException(name, next, "the four letters of a chunk", Quote(head[..4]));

        Id = Text(head[..4]);
        Size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        BodyStart = next + 8;
        next = BodyStart + Size;
        // The pad byte after an odd length is zero; writers that forget it go straight on with the next letters.
        if ((Size & 1) != 0 && Bytes(next, 1) is [0])
            next++;
        return true;
    }

    /// <summary>The first bytes of the body: at least <paramref name="min"/>, at most <paramref name="max"/>.</summary>
    public ReadOnlySpan<byte> Body(int min, int max)
    {
        ReadOnlySpan<byte> body = Bytes(BodyStart, (int)Math.Min(Size, max));
        if (body.Length < min)
            throw new AudioFormatException(name, BodyStart, $"{min} bytes of the chunk \"{Id}\"", $"{body.Length}");
        return body;
    }

    /// <summary>Goes to the end of the file and says whether all that lay before it were whole chunks.</summary>
    public bool OnlyChunksFollow()
    {
        while (IsChunkHeader(Bytes(next, 8)))
            Next();
        return next == FileLength;
    }

    private ReadOnlySpan<byte> Bytes(long start, int count)
    {
        if (start < windowStart || start + count > windowStart + windowLength)
        {
            if (start >= FileLength)
                return [];
            windowStart = start;
            windowLength = RandomAccess.Read(file, window, start);
        }

        int at = (int)(start - windowStart);
        return window.AsSpan(at, Math.Min(count, windowLength - at));
    }

    private static bool IsChunkHeader(ReadOnlySpan<byte> head) => head.Length == 8 && IsText(head[..4]);

    private static bool IsText(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static long LengthOf(SafeFileHandle file, string name)
    {
        try
        {
            return RandomAccess.GetLength(file);
        }
        catch (NotSupportedException)
        {
            throw new AudioFormatException(name, 0, "a file with a length", "a pipe or device");
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static string Quote(ReadOnlySpan<byte> bytes) =>
        IsText(bytes) ? $"\"{Text(bytes)}\"" : $"bytes {Convert.ToHexString(bytes)}";
}
