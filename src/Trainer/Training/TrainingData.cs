using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>The utterances that a recipe names, found on the disk.</summary>
public sealed class TrainingData
{
    private TrainingData(IReadOnlyList<Corpus> train, IReadOnlyList<Corpus> dev, IReadOnlyList<Corpus> noise) =>
        (Train, Dev, Noise) = (train, [.. dev.SelectMany(c => c.Utterances)], [.. noise.SelectMany(c => c.Utterances)]);

    /// <summary>What is trained on.</summary>
    internal IReadOnlyList<Corpus> Train { get; }

    /// <summary>What progress is measured on.</summary>
    internal IReadOnlyList<Utterance> Dev { get; }

    /// <summary>Recorded noise to mix in.</summary>
    internal IReadOnlyList<Utterance> Noise { get; }

    /// <summary>Utterances to train on, before copies.</summary>
    public int TrainCount => Train.Sum(c => c.Utterances.Count);

    /// <summary>Length of the utterances to train on, before copies.</summary>
    public TimeSpan TrainDuration => TimeSpan.FromSeconds(Train.Sum(c => c.Utterances.Sum(u => u.Duration.TotalSeconds)));

    /// <summary>Utterances that progress is measured on.</summary>
    public int DevCount => Dev.Count;

    /// <summary>Reads the lists of utterances and checks that their audio is there.</summary>
    /// <param name="recipe">What to look for.</param>
    /// <param name="dataDirectory">What the recipe's paths are relative to.</param>
    /// <param name="lengthOf">Measures audio files whose length a corpus does not tell.</param>
    /// <exception cref="DataFormatException">Malformed data, missing audio, or nothing to train on.</exception>
    /// <exception cref="IOException">A corpus cannot be read.</exception>
    public static TrainingData Load(TrainingRecipe recipe, string dataDirectory, AudioLength lengthOf) =>
        new(LoadAll(recipe.Train, dataDirectory, lengthOf), LoadAll(recipe.Dev, dataDirectory, lengthOf), LoadAll(recipe.Augmentation.Noise?.Clips ?? [], dataDirectory, lengthOf));

    /// <summary>Checks that every text can be written with the model's tokens: an hour into a training is late to find out.</summary>
    /// <exception cref="DataFormatException">A text has a character that the model cannot write; the message names the utterance.</exception>
    internal void CheckTexts(Tokenizer tokenizer)
    {
        foreach (Utterance utterance in Train.SelectMany(c => c.Utterances).Concat(Dev)) tokenizer.Encode(utterance.Text, utterance.Id);
    }

    /// <summary>Utterances evenly spread over the training data, for the statistics of the features.</summary>
    internal IEnumerable<Utterance> Sample(int count)
    {
        Utterance[] all = [.. Train.SelectMany(c => c.Utterances)];
        int step = Math.Max(1, all.Length / count);
        for (int i = 0; i < all.Length; i += step) yield return all[i];
    }

    private static Corpus[] LoadAll(IReadOnlyList<CorpusSpec> corpora, string dataDirectory, AudioLength lengthOf) => [.. corpora.Select(c => Corpus.Load(c, dataDirectory, lengthOf))];
}
