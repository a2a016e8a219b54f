namespace EmbeddedSeq.Trainer.Data;

/// <summary>The utterances of one corpus of a recipe, and which of them an epoch sees.</summary>
internal sealed class Corpus(CorpusSpec spec, IReadOnlyList<Utterance> utterances)
{
    /// <summary>All utterances of the split.</summary>
    public IReadOnlyList<Utterance> Utterances { get; } = utterances;

    /// <summary>Reads a corpus and checks that its audio is there.</summary>
    /// <param name="spec">What to read.</param>
    /// <param name="dataDirectory">What its path is relative to.</param>
    /// <param name="lengthOf">Measures audio files whose length the corpus does not tell.</param>
    /// <exception cref="DataFormatException">Malformed data, missing audio, or nothing to train on.</exception>
    /// <exception cref="IOException">The corpus cannot be read.</exception>
    public static Corpus Load(CorpusSpec spec, string dataDirectory, AudioLength lengthOf)
    {
        string path = Path.Combine(dataDirectory, spec.Path);
        IReadOnlyList<Utterance> all = spec.Layout switch
        {
            CorpusLayout.LibriSpeech => LibriSpeechFolder.Read(path, lengthOf),
            CorpusLayout.SpeechCommands => SpeechCommandsFolder.Read(path, lengthOf),
            _ => ManifestReader.Read(path, lengthOf: lengthOf),
        };
        if (all.Count == 0) throw new DataFormatException(path, null, "utterances", "none");
        Utterance[] wanted = [.. all.Where(u => spec.Split is null || u.Split == spec.Split).Where(u => !(u.Duration.TotalSeconds > spec.MaxSeconds))];
        string[] splits = [.. all.Select(u => u.Split ?? "(none)").Distinct().Order(StringComparer.Ordinal)];
        if (spec.Split is null && splits.Length > 1) throw new DataFormatException(path, null, "the recipe to say which split", $"the splits {string.Join(", ", splits)}");
        if (wanted.Length == 0) throw new DataFormatException(path, null, $"utterances{(spec.Split is null ? "" : $" of split {spec.Split}")}{(spec.MaxSeconds is { } s ? $" of at most {s} s" : "")}", $"{all.Count} utterances of the splits {string.Join(", ", splits)}, none of them wanted");
        AudioFiles.Require(path, wanted.Select(u => u.AudioPath));
        return new Corpus(spec, wanted);
    }

    /// <summary>
    /// What an epoch sees. The corpus is gone through again and again, each time in another order; an epoch takes the next
    /// Copies·N utterances, so every utterance has been seen equally often, give or take one.
    /// </summary>
    public IReadOnlyList<Clip> ClipsOf(int epoch, ulong seed)
    {
        double share = spec.Copies * Utterances.Count;
        long first = (long)Math.Floor(epoch * share), end = (long)Math.Floor((epoch + 1) * share);
        ulong epochSeed = SeededRandom.Combine(seed, (ulong)epoch);
        var chosen = new List<(Utterance Utterance, ulong Seed)>();
        int[] order = [];
        long round = -1;
        for (long i = first; i < end; i++)
        {
            (long r, long place) = Math.DivRem(i, Utterances.Count);
            if (r != round) order = Order(seed, round = r);
            Utterance utterance = Utterances[order[place]];
            chosen.Add((utterance, SeededRandom.Combine(SeededRandom.Combine(epochSeed, (ulong)round), SeededRandom.Hash(utterance.Id))));
        }
        return spec.Joining is null ? [.. chosen.Select(c => new Clip([c.Utterance], [], c.Seed))] : Join(chosen, spec.Joining, new SeededRandom(epochSeed));
    }

    private int[] Order(ulong seed, long round)
    {
        int[] order = [.. Enumerable.Range(0, Utterances.Count)];
        new SeededRandom(SeededRandom.Combine(~seed, (ulong)round)).Shuffle<int>(order);
        return order;
    }

    private static List<Clip> Join(List<(Utterance Utterance, ulong Seed)> chosen, JoiningSpec joining, SeededRandom random)
    {
        var clips = new List<Clip>();
        for (int i = 0; i < chosen.Count;)
        {
            int count = Math.Min(joining.MinClips + random.NextInt(joining.MaxClips - joining.MinClips + 1), chosen.Count - i);
            TimeSpan[] gaps = new TimeSpan[count - 1];
            for (int g = 0; g < gaps.Length; g++) gaps[g] = TimeSpan.FromSeconds(random.Next(joining.MinGapSeconds, joining.MaxGapSeconds));
            clips.Add(new Clip([.. chosen.GetRange(i, count).Select(c => c.Utterance)], gaps, chosen[i].Seed));
            i += count;
        }
        return clips;
    }
}
