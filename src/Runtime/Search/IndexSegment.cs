using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>A segment of an index, mapped into memory. Immutable, for any number of threads.</summary>
public sealed class IndexSegment
{
    private readonly MappedFile _file;
    private readonly SafetensorsEntry _planes, _vectors;
    private readonly MemoryRegion _places;
    private readonly StretchList _stretches;

    internal IndexSegment(string path, IndexDescription description, MappedFile file, SafetensorsEntry planes, MemoryRegion places, SafetensorsEntry vectors, StretchList stretches)
    {
        (Path, Description, _file, _planes, _places, _vectors, _stretches) = (path, description, file, planes, places, vectors, stretches);
        Rows = (int)(planes.Length / description.Tokens.Count / KeywordScan.Lanes) - 1;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Length of the file in bytes.</summary>
    public long Length => _file.Region.Length;

    /// <summary>What it has in common with the other segments.</summary>
    public IndexDescription Description { get; }

    /// <summary>The stretches of sound in it, in the order of their steps; made anew each time they are asked for.</summary>
    public IReadOnlyList<IndexedStretch> Stretches => _stretches;

    /// <summary>Length of its sound.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(_stretches.Seconds);

    /// <summary>Steps of a column.</summary>
    internal int Rows { get; }

    /// <summary>Bytes of the costs of a token, [Rows + 1, 64].</summary>
    internal int PlaneSize => (Rows + 1) * KeywordScan.Lanes;

    /// <summary>[N, 2]: first step and number of steps of each word-like stretch that has a vector; whoever keeps the span keeps the segment.</summary>
    internal ReadOnlySpan<int> Places => _places.As<int>();

    /// <summary>Number of word-like stretches that have a vector.</summary>
    public int VectorCount => Places.Length / 2;

    /// <summary>Opens a segment and checks all of it.</summary>
    /// <exception cref="ModelFormatException">Not a segment, or a damaged one; the message names file and place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IndexSegment Open(string path) => SegmentReader.Open(path);

    /// <summary>Gives the memory of what has been read back to the system, which still has it in its cache.</summary>
    internal void Release() => _file.Release();

    /// <summary>Reads the costs of some tokens.</summary>
    /// <param name="tokens">K tokens.</param>
    /// <param name="planes">[K, PlaneSize].</param>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    internal void ReadPlanes(ReadOnlySpan<int> tokens, Span<byte> planes)
    {
        for (int i = 0; i < tokens.Length; i++) _file.Read(_planes.Start + (long)tokens[i] * PlaneSize, planes.Slice(i * PlaneSize, PlaneSize));
    }

    /// <summary>Reads vectors.</summary>
    /// <param name="first">The first.</param>
    /// <param name="vectors">[N, D], see <see cref="VectorCode"/>.</param>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    internal void ReadVectors(int first, Span<sbyte> vectors) => _file.Read(_vectors.Start + (long)first * Description.Dimension, MemoryMarshal.AsBytes(vectors));

    /// <summary>The stretch that a step lies in; null in the gaps between them.</summary>
    internal IndexedStretch? StretchAt(int step) => _stretches.At(step);

    /// <summary>Copies the costs of one token.</summary>
    /// <param name="token">Which.</param>
    /// <param name="first">First step.</param>
    /// <param name="costs">[T].</param>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void CopyCosts(int token, int first, Span<byte> costs)
    {
        byte[] rows = ArrayPool<byte>.Shared.Rent(Math.Min(costs.Length, Rows) * KeywordScan.Lanes);
        for ((int lane, int row) = Math.DivRem(first, Rows); !costs.IsEmpty; lane++, row = 0)
        {
            int count = Math.Min(costs.Length, Rows - row);
            _file.Read(_planes.Start + (long)token * PlaneSize + row * KeywordScan.Lanes, rows.AsSpan(0, count * KeywordScan.Lanes));
            for (int t = 0; t < count; t++) costs[t] = rows[t * KeywordScan.Lanes + lane];
            costs = costs[count..];
        }
        ArrayPool<byte>.Shared.Return(rows);
    }

    /// <summary>The costs of all tokens at some steps, [T, V].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal byte[] CopyRows(int first, int end)
    {
        int width = Description.Tokens.Count;
        byte[] rows = new byte[(end - first) * width], column = new byte[end - first];
        for (int token = 0; token < width; token++)
        {
            CopyCosts(token, first, column);
            for (int t = 0; t < column.Length; t++) rows[t * width + token] = column[t];
        }
        return rows;
    }
}
