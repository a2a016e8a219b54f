using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Tests.Metrics;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0, 0, 0)]
    [InlineData("abc", "", 0, 0, 3)]
    [InlineData("", "abc", 0, 3, 0)]
    [InlineData("abc", "abc", 0, 0, 0)]
    [InlineData("abc", "axc", 1, 0, 0)]
    [InlineData("abc", "abxc", 0, 1, 0)]
    [InlineData("abc", "ac", 0, 0, 1)]
    [InlineData("kitten", "sitting", 2, 1, 0)]
    public void Between_known_cases(string reference, string hypothesis, int substitutions, int insertions, int deletions) =>
        Assert.Equal(new EditCounts(substitutions, insertions, deletions, reference.Length), EditDistance.Between(reference.AsSpan(), hypothesis.AsSpan()));

    [Fact]
    public void Between_equals_the_search_over_all_ways()
    {
        var random = new SeededRandom(2);
        string Text() => string.Concat(Enumerable.Range(0, random.NextInt(7)).Select(_ => "abc"[random.NextInt(3)]));
        for (int i = 0; i < 500; i++)
        {
            string a = Text(), b = Text();
            EditCounts counts = EditDistance.Between(a.AsSpan(), b.AsSpan());
            Assert.Equal(Search(a, b), counts.Errors);
            Assert.Equal(b.Length, a.Length + counts.Insertions - counts.Deletions);
            EditCounts back = EditDistance.Between(b.AsSpan(), a.AsSpan());
            Assert.Equal(counts.Errors, back.Errors);
        }
    }

    private static int Search(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty) return a.Length + b.Length;
        int best = Search(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1);
        return Math.Min(best, 1 + Math.Min(Search(a[1..], b), Search(a, b[1..])));
    }

    [Fact]
    public void ErrorRates_add_up()
    {
        var rates = new ErrorRates();
        Assert.Equal((0, 0, 0), (rates.WordErrorRate, rates.CharacterErrorRate, rates.SentenceAccuracy));
        rates.Add("go left", "go left");
        rates.Add("turn right now", "turn night");
        rates.Add("yes", "");
        Assert.Equal(3, rates.Utterances);
        Assert.Equal(new EditCounts(1, 0, 2, 6), rates.Words);
        Assert.Equal(0.5, rates.WordErrorRate);
        Assert.Equal((1 + 4 + 3) / 24.0, rates.CharacterErrorRate);
        Assert.Equal(1 / 3.0, rates.SentenceAccuracy);
    }

    [Fact]
    public void ErrorRates_words_where_nothing_was_said_are_errors()
    {
        var rates = new ErrorRates();
        rates.Add("", "oh no");
        Assert.Equal(2, rates.WordErrorRate);
        Assert.Equal(0, rates.SentenceAccuracy);
    }
}
