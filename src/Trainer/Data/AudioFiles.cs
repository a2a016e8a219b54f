namespace EmbeddedSeq.Trainer.Data;

/// <summary>Looks for audio before training starts, so that a missing file does not end it hours later.</summary>
public static class AudioFiles
{
    private const int Named = 5;

    /// <summary>Checks that every file is there and not in a format that is known not to be readable.</summary>
    /// <param name="source">The manifest or folder that names the files.</param>
    /// <param name="paths">The files; each is looked for once.</param>
    /// <exception cref="DataFormatException">Some are missing: all are counted, the first few named.</exception>
    public static void Require(string source, IEnumerable<string> paths)
    {
        string[] files = [.. paths.Distinct(StringComparer.Ordinal)];
        string[] missing = [.. files.Where(f => !File.Exists(f))];
        if (missing.Length > 0)
        {
            // LibriSpeech comes as FLAC: say what to do instead of only that the WAV file is not there.
            string[] flac = [.. missing.Select(f => Path.ChangeExtension(f, ".flac")).Where(File.Exists)];
            if (flac.Length > 0) throw Compressed(source, flac);
            throw new DataFormatException(source, null, $"{files.Length} audio files", $"{missing.Length} of them missing: {List(missing)}");
        }
        string[] compressed = [.. files.Where(f => Path.GetExtension(f).Equals(".flac", StringComparison.OrdinalIgnoreCase))];
        if (compressed.Length > 0) throw Compressed(source, compressed);
    }

    private static DataFormatException Compressed(string source, string[] flac) =>
        new(source, null, "WAV audio (FLAC is not read; ffmpeg -i x.flac x.wav converts it)", $"{flac.Length} FLAC files: {List(flac)}");

    private static string List(string[] paths) => string.Join(", ", paths.Take(Named)) + (paths.Length > Named ? ", ..." : "");
}
