using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class BeamSearchTests
{
    private static readonly string[] Tokens = ["", " ", "a", "b"];
    private static readonly string[] Letters = ["", " ", "a", "b", "c", "d", "e", "f"];
    private static readonly TextScorer Nothing = new(Letters, new BeamSearchOptions(), model: null, hotWords: null, phrases: null);
    private static readonly BeamSearchOptions Everything = new() { Width = 1024, TokenThreshold = 0, ScoreThreshold = float.PositiveInfinity, RiskScale = 0 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 6)]
    [InlineData(5, 7)]
    public void A_beam_wide_enough_finds_every_text_with_the_probability_of_all_its_paths(int seed, int steps)
    {
        float[] rows = Posteriors.Random(steps, Tokens.Length, seed);
        Dictionary<string, (double Probability, double Best)> expected = CtcOracle.Enumerate(rows, Tokens.Length, separator: 1);
        var search = new BeamSearch(Tokens, Everything, Nothing, commitSteps: 100, capacity: 8);
        search.Push(rows);
        Assert.Equal(expected.Count, search.Hypotheses.Length);
        double before = double.PositiveInfinity;
        foreach (Hypothesis hypothesis in search.Hypotheses)
        {
            (double probability, double best) = expected[TextOf(search, hypothesis)];
            Assert.Equal(probability, Math.Exp(hypothesis.Total), 1e-6);
            Assert.Equal(best, Math.Exp(hypothesis.BestPath.Score), 1e-6);
            Assert.True(hypothesis.Total <= before);
            before = hypothesis.Total;
        }
        Assert.Equal(TextOf(search, search.Hypotheses[0]), expected.MaxBy(t => t.Value.Probability).Key);
    }

    [Fact]
    public void Tokens_have_the_steps_of_the_most_probable_path()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] rows = Posteriors.Random(7, Tokens.Length, seed, contrast: 5);
            var search = new BeamSearch(Tokens, Everything, Nothing, commitSteps: 100, capacity: 8);
            search.Push(rows);
            search.Finish();
            CtcToken[] tokens = search.Tokens.ToArray();
            Assert.All(tokens.Zip(tokens.Skip(1)), pair => Assert.True(pair.First.LastStep < pair.Second.FirstStep));
            foreach (CtcToken token in tokens.Where(t => t.Index != 1)) // A separator's run may hold blanks.
            {
                IEnumerable<float> run = Enumerable.Range(token.FirstStep, token.LastStep - token.FirstStep + 1).Select(t => MathF.Exp(rows[t * Tokens.Length + token.Index]));
                Assert.Equal(run.Average(), token.MeanProbability, 1e-5f);
                Assert.Equal(run.Max(), token.MaximumProbability, 1e-6f);
            }
        }
    }

    [Fact]
    public void Pieces_do_not_matter_and_what_is_committed_stays()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] rows = Posteriors.Random(400, Letters.Length, seed, contrast: 8);
            BeamSearch whole = Create(width: 6, commitSteps: 40);
            whole.Push(rows);
            BeamSearch pieces = Create(width: 6, commitSteps: 40);
            var random = new Random(seed);
            string committed = "";
            for (int t = 0; t < 400;)
            {
                int piece = random.Next(0, Math.Min(30, 400 - t) + 1);
                string before = Text(pieces.Tokens);
                bool isNew = pieces.Push(rows.AsSpan(t * Letters.Length, piece * Letters.Length));
                string now = Text(pieces.Tokens);
                Assert.Equal(now != before, isNew);
                Assert.True(now.Length == 0 || pieces.HasTokens);
                Assert.StartsWith(now, TextOf(pieces, pieces.Hypotheses[0]), StringComparison.Ordinal);
                Assert.StartsWith(committed, now, StringComparison.Ordinal);
                committed = now[..pieces.Committed];
                foreach (Hypothesis h in pieces.Hypotheses) Assert.StartsWith(committed, TextOf(pieces, h), StringComparison.Ordinal);
                t += piece;
                Assert.Equal(t, pieces.Steps);
            }
            Assert.Equal(whole.Tokens.ToArray(), pieces.Tokens.ToArray());
            Assert.Equal(whole.Hypotheses.ToArray().Select(h => h.Total), pieces.Hypotheses.ToArray().Select(h => h.Total));
            Assert.True(committed.Length > 50, committed);
        }
    }

    [Fact]
    public void A_token_is_committed_at_the_latest_after_its_delay()
    {
        BeamSearch search = Create(width: 32, commitSteps: 10, threshold: 1000);
        for (int t = 0; t < 200; t++)
        {
            search.Push(Posteriors.Random(1, Letters.Length, t, contrast: 1));
            Assert.All(search.Tokens[search.Committed..].ToArray().SkipLast(1), token => Assert.True(token.LastStep >= search.Steps - 11));
        }
        Assert.True(search.Committed > 20);
    }

    [Fact]
    public void Memory_depends_on_the_beam_and_not_on_how_much_was_said()
    {
        BeamSearch search = Create(width: 16, commitSteps: 40, capacity: 20000);
        float[] rows = Posteriors.Random(1000, Letters.Length, seed: 1, contrast: 8);
        for (int i = 0; i < 3; i++) search.Push(rows);
        int links = search.Links;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 20; i++) search.Push(rows);
        }));
        Assert.InRange(search.Links, 0, Math.Max(2 * links, 16 * 41));
        search.Reset();
        Assert.Equal(0, search.Links);
    }

    [Fact]
    public void Width_one_reads_what_is_certain()
    {
        BeamSearch search = Create(width: 1, commitSteps: 40);
        search.Push(Posteriors.Spell(Letters, "a bad  cafe"));
        search.Finish();
        Assert.Equal("a bad cafe", string.Concat(search.Tokens.ToArray().Select(t => Letters[t.Index])));
    }

    [Fact]
    public void A_run_that_goes_on_in_the_next_text_is_not_written_twice()
    {
        BeamSearch search = Create(width: 8, commitSteps: 40);
        float[] rows = Posteriors.Spell(Letters, "aab", probability: 0.999f);
        search.Push(rows.AsSpan(0, Letters.Length));
        search.BeginText();
        Assert.False(search.HasTokens);
        search.Push(rows.AsSpan(0, Letters.Length));
        Assert.False(search.HasTokens);
        search.Push(rows.AsSpan(Letters.Length));
        search.Finish();
        Assert.Equal([(2, 2), (3, 4)], search.Tokens.ToArray().Select(t => (t.Index, t.FirstStep)));
    }

    [Fact]
    public void A_network_that_overflows_is_reported_and_what_is_impossible_is_passed_over()
    {
        BeamSearch search = Create(width: 4, commitSteps: 40);
        search.Push(Posteriors.Spell(Letters, "ab"));
        search.Push([.. Enumerable.Repeat(float.NegativeInfinity, Letters.Length)]);
        search.Push(Posteriors.Spell(Letters, "c"));
        search.Finish();
        Assert.Equal("abc", string.Concat(search.Tokens.ToArray().Select(t => Letters[t.Index])));
        var e = Assert.Throws<ArithmeticException>(() => search.Push([.. Enumerable.Repeat(float.NaN, Letters.Length)]));
        Assert.Contains("Step 7", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.1f, 10, 1)]
    [InlineData(1025, 0.1f, 10, 1)]
    [InlineData(8, -0.1f, 10, 1)]
    [InlineData(8, float.NaN, 10, 1)]
    [InlineData(8, 0.1f, 0, 1)]
    [InlineData(8, 0.1f, 10, 0.01)]
    [InlineData(8, 0.1f, 10, 61)]
    public void Options_outside_their_range_are_refused(int width, float token, float score, double delay) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearchOptions { Width = width, TokenThreshold = token, ScoreThreshold = score, CommitDelay = TimeSpan.FromSeconds(delay) }.Validate());

    private static BeamSearch Create(int width, int commitSteps, float threshold = 14, int capacity = 1000) =>
        new(Letters, new BeamSearchOptions { Width = width, TokenThreshold = 0, ScoreThreshold = threshold }, Nothing, commitSteps, capacity);

    private static string TextOf(BeamSearch search, in Hypothesis hypothesis) => Text(search.TokensOf(hypothesis));

    private static string Text(ReadOnlySpan<CtcToken> tokens) => string.Concat(tokens.ToArray().Select(t => CtcOracle.Letter(t.Index)));
}
