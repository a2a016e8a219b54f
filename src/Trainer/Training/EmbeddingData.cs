using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>The spoken words that a recipe names, found on the disk.</summary>
public sealed class EmbeddingData
{
    // All pairs are compared: more would take longer than an epoch.
    private const int MostDevWords = 3000;

    private EmbeddingData(IReadOnlyList<SpokenWord> train, IReadOnlyList<SpokenWord> dev, IReadOnlyList<Utterance> noise) => (Train, Dev, Noise) = (train, dev, noise);

    /// <summary>Words to train on.</summary>
    public int TrainCount => Train.Count;

    /// <summary>Words that progress is measured on.</summary>
    public int DevCount => Dev.Count;

    /// <summary>What is trained on.</summary>
    internal IReadOnlyList<SpokenWord> Train { get; }

    /// <summary>What progress is measured on.</summary>
    internal IReadOnlyList<SpokenWord> Dev { get; }

    /// <summary>Recorded noise to mix in.</summary>
    internal IReadOnlyList<Utterance> Noise { get; }

    /// <summary>Reads the lists of words and checks that their audio is there.</summary>
    /// <param name="recipe">What to look for.</param>
    /// <param name="dataDirectory">What the recipe's paths are relative to.</param>
    /// <param name="lengthOf">Measures audio files whose length a corpus does not tell.</param>
    /// <exception cref="DataFormatException">Malformed data, missing audio, or nothing to train on.</exception>
    /// <exception cref="IOException">A corpus cannot be read.</exception>
    public static EmbeddingData Load(EmbeddingRecipe recipe, string dataDirectory, AudioLength lengthOf)
    {
        SpokenWord[] dev = [.. recipe.Dev.SelectMany(c => WordCorpus.Load(c, dataDirectory, lengthOf))];
        int step = Math.Max(1, dev.Length / MostDevWords);
        return new(
            [.. recipe.Train.SelectMany(c => WordCorpus.Load(c, dataDirectory, lengthOf))],
            [.. dev.Where((_, i) => i % step == 0)],
            [.. (recipe.Augmentation.Noise?.Clips ?? []).SelectMany(c => Corpus.Load(c, dataDirectory, lengthOf).Utterances)]);
    }

    /// <summary>Utterances evenly spread over the training data, for the statistics of the features.</summary>
    internal IEnumerable<Utterance> Sample(int count)
    {
        int step = Math.Max(1, Train.Count / count);
        for (int i = 0; i < Train.Count; i += step) yield return Train[i].Utterance;
    }
}
