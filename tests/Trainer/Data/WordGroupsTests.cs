using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class WordGroupsTests
{
    [Fact]
    public void Groups_hold_tokens_of_one_word_and_nobody_is_alone()
    {
        for (int size = 2; size <= 4; size++)
        {
            var groups = new WordGroups(Words(("a", 7), ("b", 2), ("c", 1), ("d", 9), ("e", 3)), size, batchGroups: 3, mostTokens: 8, seed: 5);
            Assert.Equal(4, groups.Types);
            IReadOnlyList<IReadOnlyList<IReadOnlyList<SpokenWord>>> batches = groups.ForEpoch(0);
            Assert.All(batches, b => Assert.InRange(b.Count, 1, 3));
            IReadOnlyList<SpokenWord>[] all = [.. batches.SelectMany(b => b)];
            Assert.All(all, g => Assert.InRange(g.Count, 2, size + 1));
            Assert.All(all, g => Assert.Single(g.Select(w => w.Word).Distinct()));
            Assert.Equal(7 + 2 + 8 + 3, all.Sum(g => g.Count));
            Assert.Equal(20, all.SelectMany(g => g).Distinct().Count());
        }
    }

    [Fact]
    public void A_frequent_words_tokens_take_turns()
    {
        var groups = new WordGroups(Words(("a", 12), ("b", 2)), 2, 100, mostTokens: 4, seed: 1);
        string[] seen = [.. Enumerable.Range(0, 3).SelectMany(e => groups.ForEpoch(e)).SelectMany(b => b).SelectMany(g => g).Where(w => w.Word == "a").Select(w => w.Utterance.Id)];
        Assert.Equal(12, seen.Length);
        Assert.Equal(12, seen.Distinct().Count());
    }

    [Fact]
    public void An_epoch_is_the_same_each_time_and_unlike_the_next()
    {
        string Order(int epoch) => string.Join(' ', new WordGroups(Words(("a", 6), ("b", 6), ("c", 6)), 2, 4, 6, seed: 2).ForEpoch(epoch).SelectMany(b => b).SelectMany(g => g).Select(w => w.Utterance.Id));
        Assert.Equal(Order(3), Order(3));
        Assert.NotEqual(Order(3), Order(4));
    }

    private static IEnumerable<SpokenWord> Words(params (string Word, int Count)[] words) =>
        words.SelectMany(w => Enumerable.Range(0, w.Count).Select(i => new SpokenWord(w.Word, new Utterance { Id = $"{w.Word}{i}", AudioPath = "x.wav", Duration = TimeSpan.FromSeconds(1), Text = w.Word }, IsIsolated: true)));
}
