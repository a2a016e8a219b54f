using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class WordConfidenceTests
{
    [Fact]
    public void It_is_the_logistic_function_of_three_logits_and_the_brevity()
    {
        var confidence = new WordConfidence(Clarity: 2, Weakest: 3, Surroundings: 0.5f, Brevity: 1.5f, Offset: -1);
        static double Logit(double p) => Math.Log(p / (1 - p));
        double sum = 2 * Logit(0.8) + 3 * Logit(0.6) + 0.5 * Logit(0.7) + 1.5 * 0.25 - 1;
        Assert.Equal(1 / (1 + Math.Exp(-sum)), confidence.Of(new TextWord(0, 4, 1, 9, 0.8f, 0.6f), 0.7f, 0.25f), 1e-6);
    }

    [Fact]
    public void Surroundings_are_the_mean_over_words()
    {
        Assert.Equal(0.5f, WordConfidence.MeanClarity([new TextWord(0, 9, 1, 9, 0.8f, 0.1f), new TextWord(10, 1, 12, 12, 0.2f, 0.1f)]), 1e-6f);
        Assert.Equal(0, WordConfidence.MeanClarity([]));
    }

    [Fact]
    public void It_stays_a_probability_where_letters_are_certain_or_impossible()
    {
        foreach (WordConfidence confidence in new[] { WordConfidence.Free, WordConfidence.Modelled, WordConfidence.Listed })
        {
            Assert.InRange(confidence.Of(new TextWord(0, 1, 0, 0, 1, 1), 1, 1), 0.9f, 1f);
            Assert.InRange(confidence.Of(new TextWord(0, 1, 0, 0, 0, 0), 0, 0), 0f, 0.15f);
        }
    }
}
