using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

public sealed class WordBatchTests
{
    [Theory]
    [InlineData("aab", "2,2,0")]  // Another speaker's, the next in the ring.
    [InlineData("aaa", "1,2,0")]  // Nobody else says it.
    [InlineData("abc", "1,2,0")]
    [InlineData("a-b", "2,-1,0")] // Too short to be used.
    [InlineData("a", "0")]
    [InlineData("--", "-1,-1")]
    public void The_other_token_of_a_word_is_another_speakers_if_there_is_one(string speakers, string others)
    {
        SpokenWord[] tokens = [.. speakers.Select((s, i) => new SpokenWord("word", new Utterance { Id = $"{i}", AudioPath = "", Duration = TimeSpan.FromSeconds(1), Text = "word", Speaker = $"{s}" }, IsIsolated: false))];
        WordExample?[] examples = [.. speakers.Select((s, i) => s == '-' ? null : new WordExample(new Example([], 1, []), [], i))];
        var batch = new WordBatch();
        batch.Add(7, tokens, (_, i) => examples[i]);
        var found = new Queue<int>(batch.Others.Select(o => Array.IndexOf(examples, o)));
        Assert.Equal(others, string.Join(',', examples.Select(e => e is null ? -1 : found.Dequeue())));
        Assert.All(batch.Labels, l => Assert.Equal(7, l));
    }
}
