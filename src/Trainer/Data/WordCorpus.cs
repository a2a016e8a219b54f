namespace EmbeddedSeq.Trainer.Data;

/// <summary>One spoken word to train or measure on.</summary>
/// <param name="Word">Which word, normalised.</param>
/// <param name="Utterance">Where it is.</param>
/// <param name="IsIsolated">Whether it has quiet around it that is to be cut off.</param>
internal sealed record SpokenWord(string Word, Utterance Utterance, bool IsIsolated);

/// <summary>Finds the spoken words that a recipe names.</summary>
internal static class WordCorpus
{
    /// <summary>Reads the words of a corpus and checks that their audio is there.</summary>
    /// <exception cref="DataFormatException">Malformed data, missing audio, or no word that is wanted.</exception>
    /// <exception cref="IOException">The corpus cannot be read.</exception>
    public static IReadOnlyList<SpokenWord> Load(WordCorpusSpec spec, string dataDirectory, AudioLength lengthOf)
    {
        string path = Path.Combine(dataDirectory, spec.Path);
        IReadOnlyList<Utterance> utterances = ManifestReader.Read(path, lengthOf: lengthOf);
        string[] splits = [.. utterances.Select(u => u.Split ?? "(none)").Distinct().Order(StringComparer.Ordinal)];
        if (spec.Split is null && splits.Length > 1) throw new DataFormatException(path, null, "the recipe to say which split", $"the splits {string.Join(", ", splits)}");
        SpokenWord[] words =
        [
            .. (spec.Words is null ? utterances : WordsOf(spec.Words, utterances))
                .Where(u => spec.Split is null || u.Split == spec.Split)
                .Select(u => new SpokenWord(TextNormalizer.Normalize(u.Text), u, spec.Words is null))
                .Where(w => w.Word.Length >= spec.MinLetters && !w.Word.Contains(' ', StringComparison.Ordinal))
                .Where(w => w.Utterance.Duration.TotalSeconds >= spec.MinSeconds && w.Utterance.Duration.TotalSeconds <= spec.MaxSeconds),
        ];
        if (words.Length == 0) throw new DataFormatException(path, null, $"words{(spec.Split is null ? "" : $" of split {spec.Split}")} of {spec.MinSeconds} to {spec.MaxSeconds} s", "none");
        AudioFiles.Require(path, words.Select(w => w.Utterance.AudioPath));
        return words;

        IReadOnlyList<Utterance> WordsOf(string list, IReadOnlyList<Utterance> all)
        {
            var byId = new Dictionary<string, Utterance>(StringComparer.Ordinal);
            foreach (Utterance utterance in all) byId.TryAdd(utterance.Id, utterance);
            return WordList.Read(Path.Combine(dataDirectory, list), byId.GetValueOrDefault);
        }
    }
}
