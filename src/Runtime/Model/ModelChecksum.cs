using System.Globalization;
using System.Numerics;
using System.Text;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The checksum of a compiled model: of its description and, in the order of the file, its tensors.</summary>
/// <remarks>Loading does not look at it: that would read all of a file that is mapped so that nothing has to be read.</remarks>
internal static class ModelChecksum
{
    /// <summary>Key of the checksum in the file's metadata.</summary>
    public const string Key = "embeddedseq.checksum";

    /// <summary>16 hexadecimal digits.</summary>
    public static string Of(string description, IEnumerable<SafetensorsItem> tensors) => Join(description, tensors.Select(t => Checksum.Of(t.Data.Span)));

    /// <summary>Compares a file with its checksum.</summary>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="ModelFormatException">Not a model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool Verify(string path)
    {
        using var reader = new SafetensorsReader(path);
        if (!reader.Metadata.TryGetValue(Key, out string? expected)) return false;
        string description = reader.Metadata.GetValueOrDefault(ModelWeights.SpecKey) ?? throw new ModelFormatException(path, $"a checksum without the metadata entry \"{ModelWeights.SpecKey}\"");
        MemoryRegion file = new MappedFile(path).Region;
        if (file.Length != reader.Length) throw new ModelFormatException(path, "the file changed while it was opened");
        string found = Join(description, reader.Entries.Values.OrderBy(e => e.Start).Select(e => Checksum.Of(file.Slice(e.Start, e.Length))));
        return found == expected ? true : throw new ModelFormatException(path, $"damaged: expected checksum {expected}, found {found}");
    }

    private static string Join(string description, IEnumerable<ulong> tensors)
    {
        ulong sum = Checksum.Of(Encoding.UTF8.GetBytes(description));
        foreach (ulong tensor in tensors) sum = BitOperations.RotateLeft(sum, 1) ^ tensor;
        return sum.ToString("x16", CultureInfo.InvariantCulture);
    }
}
