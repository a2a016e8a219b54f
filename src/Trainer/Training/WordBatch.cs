using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>One worker's part of a batch: whole groups of tokens of one word.</summary>
internal sealed class WordBatch
{
    private readonly List<WordExample> _words = [], _others = [];
    private readonly List<int> _labels = [];

    /// <summary>The tokens.</summary>
    public IReadOnlyList<WordExample> Words => _words;

    /// <summary>For each token another one of the same word; itself if the others are too short to be used.</summary>
    public IReadOnlyList<WordExample> Others => _others;

    /// <summary>A number for each token that only tokens of the same word share.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>Adds a group.</summary>
    /// <param name="label">Number of its word.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="load">Makes the example of token i; null if it is too short.</param>
    public void Add(int label, IReadOnlyList<SpokenWord> tokens, Func<SpokenWord, int, WordExample?> load)
    {
        WordExample[] loaded = [.. tokens.Select(load).OfType<WordExample>()];
        _words.AddRange(loaded);
        _others.AddRange(loaded.Select((_, i) => loaded[(i + 1) % loaded.Length]));
        _labels.AddRange(Enumerable.Repeat(label, loaded.Length));
    }
}
