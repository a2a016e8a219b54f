using System.Globalization;
using System.Text.Json;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>A segment of an index, mapped into memory. Immutable, for any number of threads.</summary>
public sealed class IndexSegment
{
    internal const string DescriptionKey = "embeddedseq.index", ChecksumKey = "checksum", PosteriorsName = "posteriors", PlacesName = "places", VectorsName = "vectors", StretchesName = "stretches";

    private readonly MappedFile _file;
    private readonly MemoryRegion _planes, _places, _vectors;

    private IndexSegment(string path, IndexDescription description, MappedFile file, MemoryRegion planes, MemoryRegion places, MemoryRegion vectors, IndexedStretch[] stretches)
    {
        (Path, Description, _file, _planes, _places, _vectors, Stretches) = (path, description, file, planes, places, vectors, stretches);
        Rows = (int)(planes.Length / description.Tokens.Count / KeywordScan.Lanes) - 1;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Length of the file in bytes.</summary>
    public long Length => _file.Region.Length;

    /// <summary>What it has in common with the other segments.</summary>
    public IndexDescription Description { get; }

    /// <summary>The stretches of sound in it, in the order of their steps.</summary>
    public IReadOnlyList<IndexedStretch> Stretches { get; }

    /// <summary>Length of its sound.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Stretches.Sum(s => s.Duration));

    /// <summary>Steps of a column.</summary>
    internal int Rows { get; }

    /// <summary>[V, Rows + 1, 64]; whoever keeps the span keeps the segment.</summary>
    internal ReadOnlySpan<byte> Planes => _planes.As<byte>();

    /// <summary>[N, 2]: first step and number of steps of each word-like stretch that has a vector; whoever keeps the span keeps the segment.</summary>
    internal ReadOnlySpan<int> Places => _places.As<int>();

    /// <summary>[N, D], see <see cref="VectorCode"/>; whoever keeps the span keeps the segment.</summary>
    internal ReadOnlySpan<sbyte> Vectors => _vectors.As<sbyte>();

    /// <summary>Number of word-like stretches that have a vector.</summary>
    public int VectorCount => Places.Length / 2;

    /// <summary>Opens a segment and checks all of it.</summary>
    /// <exception cref="ModelFormatException">Not a segment, or a damaged one; the message names file and place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IndexSegment Open(string path)
    {
        using var reader = new SafetensorsReader(path);
        if (!reader.Metadata.TryGetValue(DescriptionKey, out string? json)) throw new ModelFormatException(path, "not a segment of an index");
        IndexDescription description = IndexDescription.FromJson(json, path);
        SafetensorsEntry planes = Find(reader, path, PosteriorsName, "U8"), places = Find(reader, path, PlacesName, "I32"), vectors = Find(reader, path, VectorsName, "I8"), stretches = Find(reader, path, StretchesName, "U8");
        if (planes.Shape is not [int tokens, >= 2, KeywordScan.Lanes] || tokens != description.Tokens.Count)
            throw new ModelFormatException(path, $"tensor {PosteriorsName}: expected shape [{description.Tokens.Count}, steps, {KeywordScan.Lanes}], found {Tensor.Format(planes.Shape)}");
        if (places.Shape is not [int count, 2] || !vectors.Shape.SequenceEqual([count, description.Dimension]))
            throw new ModelFormatException(path, $"tensors {PlacesName} and {VectorsName}: expected shapes [N, 2] and [N, {description.Dimension}], found {Tensor.Format(places.Shape)} and {Tensor.Format(vectors.Shape)}");
        var file = new MappedFile(path);
        if (file.Region.Length != reader.Length) throw new ModelFormatException(path, "the file changed while it was opened");
        MemoryRegion posteriors = file.Region.Slice(planes.Start, planes.Length);
        ReadOnlySpan<byte> list = file.Region.Slice(stretches.Start, stretches.Length).As<byte>();
        MemoryRegion wordPlaces = file.Region.Slice(places.Start, places.Length), wordVectors = file.Region.Slice(vectors.Start, vectors.Length);
        ulong found = ChecksumOf(posteriors.As<byte>(), wordPlaces.As<byte>(), wordVectors.As<byte>(), list);
        if (!reader.Metadata.TryGetValue(ChecksumKey, out string? expected) || expected != found.ToString("x16", CultureInfo.InvariantCulture))
            throw new ModelFormatException(path, $"damaged: expected checksum {expected ?? "(none)"}, found {found:x16}");
        var segment = new IndexSegment(path, description, file, posteriors, wordPlaces, wordVectors, ReadStretches(path, list));
        segment.CheckStretches();
        segment.CheckPlaces();
        segment.Release();
        return segment;
    }

    internal static ulong ChecksumOf(ReadOnlySpan<byte> planes, ReadOnlySpan<byte> places, ReadOnlySpan<byte> vectors, ReadOnlySpan<byte> stretches) =>
        Checksum.Of(planes) ^ (Checksum.Of(stretches) >> 1) ^ (Checksum.Of(places) >> 2) ^ (Checksum.Of(vectors) >> 3);

    /// <summary>Gives the memory of what has been read back to the system, which still has it in its cache.</summary>
    internal void Release() => _file.Release();

    /// <summary>Brings the costs of some tokens into memory.</summary>
    internal void Populate(IEnumerable<int> tokens)
    {
        long plane = (long)(Rows + 1) * KeywordScan.Lanes;
        foreach (int token in tokens) ResidentPages.Populate(_planes.Slice(token * plane, plane));
    }

    /// <summary>Brings the vectors and their places into memory.</summary>
    internal void PopulateVectors()
    {
        ResidentPages.Populate(_places);
        ResidentPages.Populate(_vectors);
    }

    /// <summary>The stretch that a step lies in; null in the gaps between them.</summary>
    internal IndexedStretch? StretchAt(int step)
    {
        int low = 0, high = Stretches.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Stretches[middle].FirstStep <= step) low = middle;
            else high = middle - 1;
        }
        IndexedStretch found = Stretches[low];
        return step >= found.FirstStep && step < found.FirstStep + found.Steps ? found : null;
    }

    /// <summary>Copies the costs of one token.</summary>
    /// <param name="token">Which.</param>
    /// <param name="first">First step.</param>
    /// <param name="costs">[T].</param>
    internal void CopyCosts(int token, int first, Span<byte> costs)
    {
        ReadOnlySpan<byte> plane = Planes.Slice(token * (Rows + 1) * KeywordScan.Lanes, Rows * KeywordScan.Lanes);
        (int lane, int row) = Math.DivRem(first, Rows);
        for (int t = 0; t < costs.Length; t++)
        {
            costs[t] = plane[row * KeywordScan.Lanes + lane];
            if (++row == Rows) (lane, row) = (lane + 1, 0);
        }
        GC.KeepAlive(this);
    }

    /// <summary>The costs of all tokens at some steps, [T, V].</summary>
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

    private static SafetensorsEntry Find(SafetensorsReader reader, string path, string name, string type)
    {
        if (!reader.Entries.TryGetValue(name, out SafetensorsEntry? entry)) throw new ModelFormatException(path, $"tensor {name} is missing");
        return entry.Type == type ? entry : throw new ModelFormatException(path, $"tensor {name}: expected type {type}, found {entry.Type}");
    }

    private static IndexedStretch[] ReadStretches(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, IndexJson.Default.IndexedStretchArray) ?? throw new ModelFormatException(path, "the list of recordings is null");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(path, $"the list of recordings is not valid: {e.Message}", e);
        }
    }

    private void CheckPlaces()
    {
        ReadOnlySpan<int> places = Places;
        for (int i = 0; i < places.Length; i += 2)
        {
            if (places[i] < 0 || places[i + 1] < 1 || places[i] + (long)places[i + 1] > (long)Rows * KeywordScan.Lanes)
                throw new ModelFormatException(Path, $"tensor {PlacesName}: stretch {i / 2} does not lie inside the segment");
        }
    }

    private void CheckStretches()
    {
        int end = 0;
        foreach (IndexedStretch stretch in Stretches)
        {
            if (stretch is not { File: not null, Steps: >= 0 } || stretch.FirstStep < end || stretch.FirstStep + (long)stretch.Steps > (long)Rows * KeywordScan.Lanes)
                throw new ModelFormatException(Path, $"recording {stretch?.File}: its steps do not lie behind those of the one before and inside the segment");
            end = stretch.FirstStep + stretch.Steps;
        }
        if (Stretches.Count == 0) throw new ModelFormatException(Path, "no recordings");
    }
}
