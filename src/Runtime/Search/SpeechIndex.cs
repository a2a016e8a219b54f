using System.Globalization;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// A folder of segments, opened to be searched. What is added later is seen by the next <see cref="Open"/>. Immutable, for any number
/// of threads.
/// </summary>
public sealed class SpeechIndex
{
    /// <summary>How the names of segments end.</summary>
    internal const string FileEnding = ".segment";

    private SpeechIndex(string path, IReadOnlyList<IndexSegment> segments, IReadOnlyList<string> warnings) => (Path, Segments, Warnings) = (path, segments, warnings);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its whole segments, the oldest first; at least one.</summary>
    public IReadOnlyList<IndexSegment> Segments { get; }

    /// <summary>One line for each segment that is damaged, or of another model, and was left out.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What the segments have in common.</summary>
    public IndexDescription Description => Segments[0].Description;

    /// <summary>Length of the sound.</summary>
    public TimeSpan Duration => Segments.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Duration);

    /// <summary>Bytes of the segments.</summary>
    public long Length => Segments.Sum(s => s.Length);

    /// <summary>Opens all whole segments of a folder.</summary>
    /// <exception cref="ModelFormatException">There is none; the message names what is wrong with the first damaged one.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static SpeechIndex Open(string path)
    {
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"{path}: expected the folder of an index, found {(File.Exists(path) ? "a file" : "nothing")}");
        var segments = new List<IndexSegment>();
        var warnings = new List<string>();
        foreach (string file in Files(path))
        {
            try
            {
                IndexSegment segment = IndexSegment.Open(file);
                if (segments.Count == 0 || segment.Description.Equals(segments[0].Description)) segments.Add(segment);
                else warnings.Add($"{file} is left out: it was made with the model {segment.Description.Model} ({segment.Description.ModelId}), the segments before it with {segments[0].Description.Model} ({segments[0].Description.ModelId})");
            }
            catch (Exception e) when (e is ModelFormatException or IOException)
            {
                warnings.Add($"{file} is damaged and left out: {e.Message}");
            }
        }
        if (segments.Count == 0) throw new ModelFormatException(path, warnings.Count > 0 ? $"no whole segment in this index; {warnings[0]}" : $"no index: expected files *{FileEnding}, found none");
        return new SpeechIndex(path, segments, warnings);
    }

    /// <summary>What the segments of a folder have in common, by the first that can be read; its data are not checked.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IndexDescription? DescriptionOf(string path)
    {
        foreach (string file in Files(path))
        {
            try
            {
                using var reader = new SafetensorsReader(file);
                if (reader.Metadata.TryGetValue(SegmentFormat.DescriptionKey, out string? json)) return IndexDescription.FromJson(json, file);
            }
            catch (ModelFormatException)
            {
                continue; // Whoever opens the index is told.
            }
        }
        return null;
    }

    /// <summary>Whether there is an index, whole or not.</summary>
    public static bool Exists(string path) => Directory.Exists(path) && Files(path).Length > 0;

    /// <summary>The name of the segment behind the last.</summary>
    internal static string NextFile(string path)
    {
        int last = Files(path).Select(f => int.TryParse(System.IO.Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0).DefaultIfEmpty().Max();
        return System.IO.Path.Combine(path, (last + 1).ToString("D6", CultureInfo.InvariantCulture) + FileEnding);
    }

    private static string[] Files(string path) => [.. Directory.EnumerateFiles(path, "*" + FileEnding).Order(StringComparer.Ordinal)];
}
