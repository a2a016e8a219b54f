using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Language;

namespace EmbeddedSeq.Trainer.Tests.Language;

public sealed class NgramMixtureTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    public void Every_n_gram_has_the_mean_of_what_the_models_say_and_all_words_have_probability_1(int firstOrder, int secondOrder)
    {
        Ngrams first = KneserNeyTests.Build(firstOrder, KneserNeyTests.RandomSentences(seed: 1)), second = KneserNeyTests.Build(secondOrder, "x a b", "x y a", "b b x");
        Ngrams mixture = NgramMixture.Of([first, second], [3, 1]);
        Assert.Equal(Math.Max(firstOrder, secondOrder), mixture.Order);
        Assert.Equal([.. first.Words.Concat(second.Words).Distinct().Skip(3).Order(StringComparer.Ordinal)], mixture.Words.Skip(3));
        foreach (NgramLevel level in mixture.Levels)
        {
            for (int i = 0; i < level.Count; i++)
            {
                string[] words = [.. level[i].ToArray().Select(w => mixture.Words[w])];
                double expected = (3 * Probability(first, words) + Probability(second, words)) / 4;
                Assert.Equal(expected, Math.Exp(level.Probability[i]), 1e-6);
                if (level.Order == mixture.Order) continue;
                double sum = Enumerable.Range(0, mixture.Words.Count).Where(w => w != Ngrams.Start).Sum(w => Math.Exp(EntropyPruning.Score(mixture.Levels, [.. level[i], w])));
                if (level[i][^1] != Ngrams.End) Assert.Equal(1, sum, 1e-4);
            }
        }
    }

    [Fact]
    public void A_model_mixed_with_itself_stays_what_it_is()
    {
        Ngrams model = KneserNeyTests.Build(3, KneserNeyTests.RandomSentences(seed: 2)), mixture = NgramMixture.Of([model, model], [0.2, 0.8]);
        foreach ((NgramLevel expected, NgramLevel found) in model.Levels.Zip(mixture.Levels))
        {
            Assert.Equal(expected.Words, found.Words);
            Assert.All(expected.Probability.Zip(found.Probability), p => Assert.Equal(p.First, p.Second, 1e-4f));
        }
    }

    // By the definition: a word that the model does not know has probability 0, and what comes before such a word is not seen.
    private static double Probability(Ngrams model, string[] words)
    {
        int[] numbers = [.. words.Select(w => model.Words.ToList().IndexOf(w))];
        int from = Array.LastIndexOf(numbers, -1) + 1;
        from = Math.Max(from, numbers.Length - model.Order);
        return from == numbers.Length ? 0 : Math.Exp(EntropyPruning.Score(model.Levels, numbers.AsSpan(from)));
    }
}
