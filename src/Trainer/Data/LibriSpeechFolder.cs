namespace EmbeddedSeq.Trainer.Data;

/// <summary>
/// Corpora laid out as LibriSpeech is: <c>speaker/chapter/speaker-chapter.trans.txt</c> with lines "id TEXT", and beside it
/// one <c>id.wav</c> for each line.
/// </summary>
public static class LibriSpeechFolder
{
    private static readonly string[] Splits = ["train", "dev", "test"];

    /// <summary>Reads all transcripts below a folder.</summary>
    /// <param name="root">The whole corpus or one of its parts; utterances below a folder "train-…", "dev-…" or "test-…" get that split.</param>
    /// <param name="lengthOf">Measures the audio files.</param>
    /// <exception cref="DataFormatException">No transcripts, a malformed line, or audio that is missing or not WAV.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<Utterance> Read(string root, AudioLength lengthOf)
    {
        ArgumentNullException.ThrowIfNull(lengthOf);
        string[] transcripts = Directory.GetFiles(root, "*.trans.txt", SearchOption.AllDirectories);
        Array.Sort(transcripts, string.CompareOrdinal);
        if (transcripts.Length == 0) throw new DataFormatException(root, null, "speaker/chapter/*.trans.txt as in LibriSpeech", "no such file");
        var lines = transcripts.SelectMany(file => Lines(file)).ToArray();
        AudioFiles.Require(root, lines.Select(l => l.Audio));
        return [.. lines.Select(l => new Utterance
        {
            Id = l.Id,
            AudioPath = l.Audio,
            Duration = lengthOf(l.Audio),
            Text = l.Text,
            Speaker = l.Id.Split('-')[0],
            Split = SplitOf(l.Audio, root),
        })];
    }

    private static IEnumerable<(string Id, string Audio, string Text)> Lines(string transcript)
    {
        int number = 0;
        foreach (string line in File.ReadLines(transcript))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            string id = space < 0 ? line : line[..space];
            if (space < 1 || id.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar, '\0'))
                throw new DataFormatException(transcript, number, "an id, a space and the text", $"\"{line}\"");
            yield return (id, Path.Combine(Path.GetDirectoryName(transcript)!, id + ".wav"), line[(space + 1)..].Trim());
        }
    }

    private static string? SplitOf(string audio, string root)
    {
        string full = Path.GetFullPath(root);
        string below = Path.Combine(Path.GetFileName(Path.TrimEndingDirectorySeparator(full)), Path.GetRelativePath(full, audio));
        foreach (string folder in below.Split(Path.DirectorySeparatorChar))
        {
            if (Splits.FirstOrDefault(s => folder.StartsWith(s + "-", StringComparison.Ordinal)) is { } split) return split;
        }
        return null;
    }
}
