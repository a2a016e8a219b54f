using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Language;

namespace EmbeddedSeq.Trainer.Tests.Language;

public sealed class KneserNeyTests
{
    /// <summary>
    /// Sentences "a b", "a c", "b", by hand. Different words before: a 1, b 2, c 1, end 2; of six. n1 = n2 = 2, so D1 = 1/3, and D2,
    /// for want of n3, is 1: left are 8/3 of 6, spread over five words. Pairs: n1 = 4, n2 = 2, so D1 = 1/2 and D2 = 1; in every
    /// context half is left.
    /// </summary>
    [Theory]
    [InlineData("<unk>", 4.0 / 45)]
    [InlineData("a", 1.0 / 5)]
    [InlineData("b", 23.0 / 90)]
    [InlineData("c", 1.0 / 5)]
    [InlineData("</s>", 23.0 / 90)]
    [InlineData("<s> a", 1.0 / 3 + 1.0 / 10)]
    [InlineData("<s> b", 1.0 / 6 + 23.0 / 180)]
    [InlineData("<s> c", 1.0 / 10)]
    [InlineData("a b", 1.0 / 4 + 23.0 / 180)]
    [InlineData("a c", 1.0 / 4 + 1.0 / 10)]
    [InlineData("b </s>", 1.0 / 2 + 23.0 / 180)]
    [InlineData("b b", 23.0 / 180)]
    [InlineData("c </s>", 1.0 / 2 + 23.0 / 180)]
    [InlineData("c <unk>", 2.0 / 45)]
    public void A_small_example_is_as_worked_out_by_hand(string ngram, double probability)
    {
        Ngrams model = Build(2, "a b", "a c", "b");
        int[] words = [.. ngram.Split(' ').Select(w => model.Words.ToList().IndexOf(w))];
        Assert.Equal(probability, Math.Exp(EntropyPruning.Score(model.Levels, words)), 1e-6);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(3, 1e-3)]
    [InlineData(4, 1e-2)]
    public void The_probabilities_behind_every_context_add_up_to_one(int order, double pruning)
    {
        Ngrams full = Build(order, RandomSentences(seed: order));
        Ngrams model = EntropyPruning.Prune(full, pruning);
        if (pruning > 0) Assert.InRange(model.Levels[^1].Count, 0, full.Levels[^1].Count - 1);
        else Assert.Same(full, model);
        int[] predicted = [.. Enumerable.Range(0, model.Words.Count).Where(w => w != Ngrams.Start)];
        var contexts = new List<int[]> { Array.Empty<int>(), new[] { Ngrams.Unknown } };
        foreach (NgramLevel level in model.Levels.Take(order - 1)) contexts.AddRange(Enumerable.Range(0, level.Count).Select(i => level[i].ToArray()).Where(w => w[^1] != Ngrams.End));
        foreach (int[] context in order == 1 ? contexts.Take(1) : contexts)
            Assert.Equal(1, predicted.Sum(w => Math.Exp(EntropyPruning.Score(model.Levels, [.. context, w]))), 2e-4);
    }

    [Fact]
    public void Pruning_takes_first_what_backing_off_says_as_well()
    {
        // "a b" is far likelier than b alone says; "c d" is what c and d say anyway.
        Ngrams model = Build(2, [.. Enumerable.Repeat("a b", 30), .. RandomSentences(seed: 9)]);
        NgramLevel pairs = EntropyPruning.Prune(model, 0.01).Levels[1];
        Assert.InRange(pairs.Count, 1, model.Levels[1].Count / 2);
        Assert.True(NgramSearch.Find(pairs, Numbers(model, "a b")) >= 0);
    }

    internal static Ngrams Build(int order, params string[] sentences)
    {
        string[] words = [.. sentences.SelectMany(s => s.Split(' ')).Distinct().Order(StringComparer.Ordinal)];
        int[][] numbers = [.. sentences.Select(s => s.Split(' ').Select(w => Array.IndexOf(words, w) + Ngrams.Special.Length).ToArray())];
        return KneserNey.Build([.. Ngrams.Special, .. words], numbers, order);
    }

    internal static string[] RandomSentences(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 60).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + (int)(8 * random.NextDouble() * random.NextDouble())))))];
    }

    private static int[] Numbers(Ngrams model, string words) => [.. words.Split(' ').Select(w => model.Words.ToList().IndexOf(w))];
}
