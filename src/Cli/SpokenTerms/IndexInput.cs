using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime.Search;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>A stretch of sound that is to be indexed.</summary>
/// <param name="Stretch">Its file and times.</param>
/// <param name="IsWholeFile">Whether it is a file from begin to end.</param>
internal sealed record IndexInput(IndexedStretch Stretch, bool IsWholeFile)
{
    /// <summary>Finds the recordings that a command line names.</summary>
    /// <param name="paths">Files, and folders whose WAV files are taken, with those of their folders; what cannot be read in a folder is left out with a warning.</param>
    /// <exception cref="CommandException">Nothing is there.</exception>
    /// <exception cref="AudioFormatException">A file that was named is no WAV file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<IndexInput> FromPaths(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return FromFile(path);
                continue;
            }
            string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f).Equals(".wav", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
            if (files.Length == 0) throw new CommandException($"{path}: expected WAV files in this folder, found none");
            IndexInput[] found = [.. files.Select(FromFolder).OfType<IndexInput>()];
            if (found.Length == 0) throw new CommandException($"{path}: expected WAV files in this folder, found none that can be read");
            foreach (IndexInput input in found) yield return input;
        }
    }

    /// <summary>An utterance as it is indexed.</summary>
    public static IndexInput FromUtterance(Utterance utterance) =>
        new(Describe(utterance.AudioPath, utterance.Duration) with { Id = utterance.Id, Offset = utterance.Offset.TotalSeconds }, IsWholeFile: false);

    /// <summary>Its samples at the given rate.</summary>
    /// <inheritdoc cref="AudioFile.ReadMono"/>
    public IEnumerable<ReadOnlyMemory<float>> Read(int sampleRate)
    {
        if (IsWholeFile) return WavSource.Read(Stretch.File, sampleRate);
        return [AudioFile.ReadMono(Stretch.File, sampleRate, TimeSpan.FromSeconds(Stretch.Offset), TimeSpan.FromSeconds(Stretch.Duration))];
    }

    /// <summary>Whether the index has it, from the same file in the same state.</summary>
    public bool IsIn(IReadOnlySet<IndexedStretch> indexed) => indexed.Contains(Stretch);

    // One damaged file must not keep a thousand others out.
    private static IndexInput? FromFolder(string path)
    {
        try
        {
            return FromFile(path);
        }
        catch (AudioFormatException e)
        {
            Console.Error.WriteLine($"eseq: warning: {ErrorMessage.OneLine(e.Message)}; it is left out");
            return null;
        }
    }

    private static IndexInput FromFile(string path) => new(Describe(path, WavSource.LengthOf(path)), IsWholeFile: true);

    private static IndexedStretch Describe(string path, TimeSpan duration)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        return new IndexedStretch { File = file.FullName, Duration = duration.TotalSeconds, FileLength = file.Length, FileTime = file.LastWriteTimeUtc.Ticks };
    }
}
