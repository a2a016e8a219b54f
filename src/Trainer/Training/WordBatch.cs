using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>One worker's part of a batch: whole groups of tokens of one word.</summary>
internal sealed class WordBatch
{
    private readonly List<WordExample> _words = [], _others = [];
    private readonly List<int> _labels = [];

    /// <summary>The tokens.</summary>
    public IReadOnlyList<WordExample> Words => _words;

    /// <summary>For each token another one of the same word, by another speaker if the group has one; itself if the others are too short to be used.</summary>
    public IReadOnlyList<WordExample> Others => _others;

    /// <summary>A number for each token that only tokens of the same word share.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>Adds a group.</summary>
    /// <param name="label">Number of its word.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="load">Makes the example of token i; null if it is too short.</param>
    public void Add(int label, IReadOnlyList<SpokenWord> tokens, Func<SpokenWord, int, WordExample?> load)
    {
        (WordExample Example, string? Speaker)[] loaded = [.. tokens.Select((token, i) => (Example: load(token, i), token.Utterance.Speaker)).Where(t => t.Example is not null).Select(t => (t.Example!, t.Speaker))];
        for (int i = 0; i < loaded.Length; i++)
        {
            _words.Add(loaded[i].Example);
            (WordExample Example, string? Speaker)[] following = [.. loaded[(i + 1)..], .. loaded[..i]];
            _others.Add((Array.Find(following, f => f.Speaker != loaded[i].Speaker).Example ?? following.FirstOrDefault(loaded[i]).Example));
        }
        _labels.AddRange(Enumerable.Repeat(label, loaded.Length));
    }
}
