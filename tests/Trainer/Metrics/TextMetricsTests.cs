using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Tests.Metrics;

public sealed class TextMetricsTests
{
    [Theory]
    [InlineData("B-x I-x O B-y", "B-x I-x O B-y", 1, 1)]
    [InlineData("B-x I-x O B-y", "B-x O O B-y", 0.5, 0.5)] // Half a slot is none.
    [InlineData("B-x I-x O B-y", "O O O B-y", 1, 0.5)]
    [InlineData("B-x O O O", "B-x B-y O O", 0.5, 1)]
    [InlineData("B-x B-x O O", "B-x I-x O O", 0, 0)]
    [InlineData("from O to O", "from O from O", 0.5, 0.5)]
    [InlineData("O O O O", "O O O O", 0, 0)]
    public void Slots_count_as_a_whole(string expected, string found, double precision, double recall)
    {
        var score = new SlotScore();
        score.Add(expected.Split(' '), found.Split(' '));
        Assert.Equal((precision, recall), (score.Precision, score.Recall));
        Assert.Equal(precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall), score.F1, 1e-12);
    }

    [Fact]
    public void Slots_end_where_their_label_does() =>
        Assert.Equal([new Slot("x", 0, 2), new Slot("y", 2, 3), new Slot("z", 4, 5)], SlotScore.SlotsOf(["B-x", "I-x", "I-y", "O", "z"]));

    [Fact]
    public void Bleu_is_that_of_the_paper()
    {
        var bleu = new Bleu();
        bleu.Add("the cat is on the mat today".Split(' '), "the cat is on the mat".Split(' '));
        Assert.Equal(Math.Exp(1 - 7.0 / 6), bleu.Score, 1e-12); // All n-grams right, too short by one.
        bleu.Add(["a", "b", "c", "d", "e"], ["a", "a", "b", "c", "d"]);
        // Right: 10 of 11, 8 of 9, 6 of 7, 4 of 5; hypothesis 11 units, reference 12.
        Assert.Equal(Math.Pow(10.0 / 11 * 8 / 9 * 6 / 7 * 4 / 5, 0.25) * Math.Exp(1 - 12.0 / 11), bleu.Score, 1e-12);
        Assert.Equal(0, new Bleu().Score);
    }

    [Fact]
    public void Chrf_counts_characters()
    {
        var same = new Chrf();
        same.Add("他跑了。", "他 跑了。");
        Assert.Equal(1, same.Score, 1e-12);
        var half = new Chrf();
        half.Add("ab", "ac"); // One of two characters, none of one pair.
        Assert.Equal(0.25, half.Score, 1e-12);
    }

    [Fact]
    public void Trigrams_sum_to_one_and_prefer_what_they_saw()
    {
        int[][] texts = [[2, 3, 4], [2, 3, 5], [3, 4], [2, 3, 4]];
        var model = new TrigramBaseline(7, boundary: 1, texts);
        foreach ((int a, int b) in new[] { (1, 1), (1, 2), (2, 3), (6, 6), (5, 2) })
            Assert.Equal(1, Enumerable.Range(0, 7).Sum(c => model.Probability(a, b, c)), 1e-9);
        Assert.True(model.Probability(2, 3, 4) > model.Probability(2, 3, 5));
        Assert.True(model.Probability(2, 3, 6) > 0);
        Assert.True(model.LogProbability([2, 3, 4]) > model.LogProbability([4, 3, 2]));
    }
}
