namespace EmbeddedSeq.Trainer.Data;

/// <summary>
/// Corpora laid out as Speech Commands is (Warden 2018): <c>word/speaker_nohash_n.wav</c>, and <c>validation_list.txt</c> and
/// <c>testing_list.txt</c> that name the files which are not for training. Folders that begin with "_" hold noise and are left out.
/// </summary>
public static class SpeechCommandsFolder
{
    /// <summary>Reads the corpus; the text of an utterance is the name of its folder.</summary>
    /// <param name="root">The folder that holds the lists.</param>
    /// <param name="lengthOf">Measures the audio files.</param>
    /// <exception cref="DataFormatException">A list is missing or malformed, there are no words, or listed audio of a word is missing.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<Utterance> Read(string root, AudioLength lengthOf)
    {
        ArgumentNullException.ThrowIfNull(lengthOf);
        HashSet<string> dev = ReadList(root, "validation_list.txt"), test = ReadList(root, "testing_list.txt");
        string[] words = [.. Directory.GetDirectories(root).Select(d => Path.GetFileName(d)).Where(d => !d.StartsWith('_')).Order(StringComparer.Ordinal)];
        // Part of the words may have been left out on purpose; files of a word that is there may not.
        AudioFiles.Require(root, dev.Concat(test).Where(f => words.Contains(f.Split('/')[0])).Order(StringComparer.Ordinal).Select(f => Path.Combine(root, f)));
        var utterances = new List<Utterance>();
        foreach (string word in words)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(root, word), "*.wav").Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileNameWithoutExtension(file), id = $"{word}/{Path.GetFileName(file)}";
                int mark = name.IndexOf("_nohash_", StringComparison.Ordinal);
                utterances.Add(new Utterance
                {
                    Id = id,
                    AudioPath = file,
                    Duration = lengthOf(file),
                    Text = word,
                    Speaker = mark < 0 ? null : name[..mark],
                    Split = dev.Contains(id) ? "dev" : test.Contains(id) ? "test" : "train",
                });
            }
        }
        return utterances.Count > 0 ? utterances : throw new DataFormatException(root, null, "word/*.wav as in Speech Commands", "no such file");
    }

    private static HashSet<string> ReadList(string root, string name)
    {
        string path = Path.Combine(root, name);
        if (!File.Exists(path)) throw new DataFormatException(root, null, $"the list {name}", "no such file");
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] parts = lines[i].Split('/');
            if (lines[i].Length > 0 && (parts.Length != 2 || parts.Any(p => p is "" or "." or "..") || lines[i].Contains('\0', StringComparison.Ordinal)))
                throw new DataFormatException(path, i + 1, "word/file.wav", $"\"{lines[i]}\"");
        }
        return lines.Where(l => l.Length > 0).ToHashSet(StringComparer.Ordinal);
    }
}
