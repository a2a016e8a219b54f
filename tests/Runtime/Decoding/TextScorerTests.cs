using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

/// <summary>Beam search with knowledge, against the definition: probability of all paths of a text, and what the text earns.</summary>
public sealed class TextScorerTests
{
    private static readonly ModelSpec Spec = ToneModel.Weights().Spec; // "", " ", "a", "b"
    private static readonly BeamSearchOptions Everything = new() { Width = 1024, TokenThreshold = 0, ScoreThreshold = float.PositiveInfinity, LanguageModelWeight = 0.7f, WordBonus = 1.5f, UnknownWordPenalty = 2, UnigramWeight = 0, LetterWeight = 0 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_language_model_is_added_at_the_ends_of_words(int seed)
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        Check(seed, new TextScorer(Spec.Tokens, Everything, model, null, null), text =>
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int unknown = words.Count(w => w is not ("a" or "ab"));
            return 0.7f * (model.LogProbability(words) - 2 * unknown) + 1.5 * words.Length;
        });
    }

    [Theory]
    [InlineData(13, 0.3f)]
    [InlineData(14, 0.9f)]
    public void What_a_word_alone_tells_is_taken_out_of_what_it_tells_behind_others(int seed, float weight)
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        double a = -Math.Log(10), ab = 1.5 * a, unknown = 3 * a, entropy = -Math.Exp(a) * a - Math.Exp(ab) * ab;
        Check(seed, new TextScorer(Spec.Tokens, Everything with { UnigramWeight = weight }, model, null, null), text =>
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double alone = words.Sum(w => entropy + (w == "a" ? a : w == "ab" ? ab : unknown));
            return 0.7f * (model.LogProbability(words) - 2 * words.Count(w => w is not ("a" or "ab"))) + 1.5 * words.Length - weight * alone;
        });
    }

    [Fact]
    public void Rare_letters_earn_and_frequent_ones_pay_with_a_language_model()
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        var scorer = new TextScorer(Spec.Tokens, Everything with { LetterWeight = 0.5f }, model, null, null);
        // Of two letters in "a" (1/10) and "ab" (1/10^1.5).
        double rare = Math.Pow(10, -1.5), b = rare / (0.1 + 2 * rare), a = 1 - b, entropy = -a * Math.Log(a) - b * Math.Log(b);
        Check(12, scorer, text =>
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double letters = -text.Count(c => c == 'a') * (Math.Log(a) + entropy) - text.Count(c => c == 'b') * (Math.Log(b) + entropy);
            return 0.7f * (model.LogProbability(words) - 2 * words.Count(w => w is not ("a" or "ab"))) + 1.5 * words.Length + 0.5 * letters;
        });
        Assert.Equal(scorer.Fingerprint(), new TextScorer(Spec.Tokens, Everything with { LetterWeight = 0.5f }, model, null, null).Fingerprint());
        Assert.NotEqual(scorer.Fingerprint(), new TextScorer(Spec.Tokens, Everything, model, null, null).Fingerprint());
    }

    [Theory]
    [InlineData(4, "ab: 2", "ab", 2)]
    [InlineData(5, "ab: -3", "ab", -3)]
    [InlineData(6, "a b: 4", "a b", 4)]
    [InlineData(7, "b", "b", HotWords.DefaultBoost)]
    public void Hot_phrases_earn_their_boost_once_completed_and_nothing_before(int seed, string list, string phrase, double boost)
    {
        var scorer = new TextScorer(Spec.Tokens, Everything, null, HotWords.Parse(list, Spec), null);
        Check(seed, scorer, text => boost * Occurrences($" {text} ", $" {phrase} "));
    }

    [Fact]
    public void Hot_phrases_may_overlap_and_share_their_beginnings()
    {
        var scorer = new TextScorer(Spec.Tokens, Everything, null, HotWords.Parse("a b: 1\nb a: 2\na: 4\na b a: 8", Spec), null);
        Check(8, scorer, text => Occurrences($" {text} ", " a b ") + 2 * Occurrences($" {text} ", " b a ") + 4 * Occurrences($" {text} ", " a ") + 8 * Occurrences($" {text} ", " a b a "));
    }

    [Fact]
    public void Hot_words_that_the_language_model_does_not_know_pay_no_penalty()
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        Check(9, new TextScorer(Spec.Tokens, Everything, model, HotWords.Parse("bb: 3", Spec), null), text =>
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int unknown = words.Count(w => w is not ("a" or "ab" or "bb"));
            return 0.7f * (model.LogProbability(words) - 2 * unknown) + 1.5 * words.Length + 3 * words.Count(w => w == "bb");
        });
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void Only_phrases_of_the_list_are_readings(int seed, bool sequences)
    {
        PhraseList list = PhraseList.Parse("a\nb [a]\nbb", Spec, sequences);
        string[] single = ["a", "b", "b a", "bb"];
        bool IsAllowed(string text) => text.Length > 0 && (sequences ? text.Split(' ').All(w => w is "a" or "b" or "bb") : single.Contains(text));
        Check(seed, new TextScorer(Spec.Tokens, Everything, null, null, list), text => IsAllowed(text) ? 0 : double.NegativeInfinity);
    }

    [Fact]
    public void A_word_that_is_being_said_hopes_for_the_best_that_it_may_become()
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        var scorer = new TextScorer(Spec.Tokens, Everything, model, null, null);
        scorer.TryExtend(scorer.Begin, 2, out TextScore a);
        Assert.Equal(1.5 + 0.7f * -Math.Log(10), a.Hope, 1e-5);
        scorer.TryExtend(a, 2, out TextScore aa); // No word begins so.
        Assert.Equal(1.5 + 0.7f * (-3 * Math.Log(10) - 2), aa.Hope, 1e-5);
        scorer.TryExtend(aa, 1, out TextScore ended);
        Assert.Equal(0, ended.Hope);
        Assert.Equal(1.5 + 0.7f * (-3.5 * Math.Log(10) - 2), ended.Gain, 1e-5);
    }

    [Fact]
    public void The_blank_costs_something_only_where_a_language_model_can_choose_the_letter()
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        BeamSearchOptions options = Everything with { BlankPenalty = 0.75f };
        Assert.Equal(0.75f, new TextScorer(Spec.Tokens, options, model, null, null).BlankPenalty);
        Assert.Equal(0, new TextScorer(Spec.Tokens, options, null, null, null).BlankPenalty);
        Assert.Equal(0, new TextScorer(Spec.Tokens, options, model, null, PhraseList.Parse("ab", Spec)).BlankPenalty);
    }

    // Every text of six steps has the score that the definition gives it, and no other.
    private static void Check(int seed, TextScorer scorer, Func<string, double> earned)
    {
        float[] rows = Posteriors.Random(6, Spec.Tokens.Count, seed);
        var expected = new Dictionary<string, double>();
        float[] penalized = [.. rows.Select((p, i) => i % Spec.Tokens.Count == 0 ? p - scorer.BlankPenalty : p)];
        foreach ((string text, (double probability, double _)) in CtcOracle.Enumerate(penalized, Spec.Tokens.Count, separator: 1))
        {
            string words = Words(text).TrimEnd();
            double score = earned(words);
            if (double.IsNegativeInfinity(score)) continue;
            expected[words] = (expected.TryGetValue(words, out double before) ? before : 0) + probability * Math.Exp(score);
        }
        var search = new BeamSearch(Spec.Tokens, Everything, scorer, commitSteps: 100, capacity: 8);
        search.Push(rows);
        search.Finish();
        Dictionary<string, double> found = [];
        foreach (CtcReading reading in search.Readings)
        {
            string text = string.Concat(search.TokensOf(search.Hypotheses[reading.Hypothesis]).ToArray().Select(t => Spec.Tokens[t.Index])).TrimEnd();
            found.Add(text, Math.Exp(reading.Score));
        }
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        foreach ((string text, double score) in expected) Assert.Equal(1, found[text] / score, 1e-4);
        Assert.True(expected.Count > 3);
    }

    private static string Words(string text) => string.Concat(text.Select(c => Spec.Tokens[c - CtcOracle.Letter(0)]));

    private static int Occurrences(string text, string part) => Enumerable.Range(0, text.Length).Count(i => string.CompareOrdinal(text, i, part, 0, part.Length) == 0);
}
