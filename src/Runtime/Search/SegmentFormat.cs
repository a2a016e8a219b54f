using System.Globalization;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>What the parts of a segment's file are called, and its checksum; docs/search.md describes the file.</summary>
internal static class SegmentFormat
{
    /// <summary>Keys of the metadata.</summary>
    public const string DescriptionKey = "embeddedseq.index", ChecksumKey = "checksum";

    /// <summary>Names of the tensors.</summary>
    public const string Posteriors = "posteriors", Places = "places", Vectors = "vectors", Stretches = "stretches";

    /// <summary>The checksum of all tensors, 16 hexadecimal digits.</summary>
    public static string ChecksumOf(ReadOnlySpan<byte> posteriors, ReadOnlySpan<byte> places, ReadOnlySpan<byte> vectors, ReadOnlySpan<byte> stretches) =>
        (Checksum.Of(posteriors) ^ (Checksum.Of(stretches) >> 1) ^ (Checksum.Of(places) >> 2) ^ (Checksum.Of(vectors) >> 3)).ToString("x16", CultureInfo.InvariantCulture);
}
