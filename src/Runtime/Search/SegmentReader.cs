using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>Opens segments: what is wrong with one is found here, before anything is searched.</summary>
internal static class SegmentReader
{
    /// <summary>Maps a segment and checks every byte of it.</summary>
    /// <exception cref="ModelFormatException">Not a segment, or a damaged one; the message names file and place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IndexSegment Open(string path)
    {
        using var reader = new SafetensorsReader(path);
        if (!reader.Metadata.TryGetValue(SegmentFormat.DescriptionKey, out string? json)) throw new ModelFormatException(path, "not a segment of an index");
        IndexDescription description = IndexDescription.FromJson(json, path);
        SafetensorsEntry planes = Find(reader, path, SegmentFormat.Posteriors, "U8"), places = Find(reader, path, SegmentFormat.Places, "I32");
        SafetensorsEntry vectors = Find(reader, path, SegmentFormat.Vectors, "I8"), stretches = Find(reader, path, SegmentFormat.Stretches, "U8");
        if (planes.Shape is not [int tokens, >= 2, KeywordScan.Lanes] || tokens != description.Tokens.Count)
            throw new ModelFormatException(path, $"tensor {SegmentFormat.Posteriors}: expected shape [{description.Tokens.Count}, steps, {KeywordScan.Lanes}], found {Tensor.Format(planes.Shape)}");
        if (places.Shape is not [int count, 2] || !vectors.Shape.SequenceEqual([count, description.Dimension]))
            throw new ModelFormatException(path, $"tensors {SegmentFormat.Places} and {SegmentFormat.Vectors}: expected shapes [N, 2] and [N, {description.Dimension}], found {Tensor.Format(places.Shape)} and {Tensor.Format(vectors.Shape)}");
        var file = new MappedFile(path);
        if (file.Region.Length != reader.Length) throw new ModelFormatException(path, "the file changed while it was opened");
        MemoryRegion Part(SafetensorsEntry entry) => file.Region.Slice(entry.Start, entry.Length);
        string found = SegmentFormat.ChecksumOf(Part(planes).As<byte>(), Part(places).As<byte>(), Part(vectors).As<byte>(), Part(stretches).As<byte>());
        if (!reader.Metadata.TryGetValue(SegmentFormat.ChecksumKey, out string? expected) || expected != found)
            throw new ModelFormatException(path, $"damaged: expected checksum {expected ?? "(none)"}, found {found}");
        int steps = (planes.Shape[1] - 1) * KeywordScan.Lanes;
        CheckPlaces(Part(places).As<int>(), steps, path);
        var segment = new IndexSegment(path, description, file, planes, Part(places), vectors, StretchList.Read(path, Part(stretches), steps));
        segment.Release();
        return segment;
    }

    private static SafetensorsEntry Find(SafetensorsReader reader, string path, string name, string type)
    {
        if (!reader.Entries.TryGetValue(name, out SafetensorsEntry? entry)) throw new ModelFormatException(path, $"tensor {name} is missing");
        return entry.Type == type ? entry : throw new ModelFormatException(path, $"tensor {name}: expected type {type}, found {entry.Type}");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CheckPlaces(ReadOnlySpan<int> places, int steps, string path)
    {
        for (int i = 0; i < places.Length; i += 2)
        {
            if (places[i] < 0 || places[i + 1] < 1 || places[i] + (long)places[i + 1] > steps)
                throw new ModelFormatException(path, $"tensor {SegmentFormat.Places}: stretch {i / 2} does not lie inside the segment");
        }
    }
}
