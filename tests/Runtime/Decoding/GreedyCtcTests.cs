using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class GreedyCtcTests
{
    private const int Size = 4;

    [Fact]
    public void Runs_are_one_token_and_blanks_part_equal_ones()
    {
        var decoder = new GreedyCtc(Size, capacity: 8);
        Push(decoder, (1, 0.5f), (1, 0.9f), (2, 0.6f), (0, 0.8f), (2, 0.7f), (0, 0.9f), (0, 0.9f), (3, 0.8f));
        Assert.Equal([(1, 0, 1), (2, 2, 2), (2, 4, 4), (3, 7, 7)], decoder.Tokens.ToArray().Select(t => (t.Index, t.FirstStep, t.LastStep)));
        Assert.Equal(0.7f, decoder.Tokens[0].MeanProbability, 1e-6f);
        Assert.Equal(0.9f, decoder.Tokens[0].MaximumProbability, 1e-6f);
        Assert.Equal(8, decoder.Steps);
    }

    [Fact]
    public void Random_rows_give_the_tokens_of_the_definition_in_any_pieces()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            int steps = random.Next(0, 40);
            float[] rows = [.. Enumerable.Range(0, steps * Size).Select(_ => MathF.Log(random.NextSingle() + 1e-6f))];
            int[] path = [.. Enumerable.Range(0, steps).Select(t => Array.IndexOf(rows, rows[(t * Size)..((t + 1) * Size)].Max(), t * Size) - t * Size)];
            int[] expected = [.. path.Where((token, t) => token != 0 && (t == 0 || path[t - 1] != token))];

            var decoder = new GreedyCtc(Size, capacity: 1);
            for (int t = 0; t < steps;)
            {
                int piece = random.Next(0, steps - t + 1), before = decoder.Tokens.Length;
                bool hasNew = decoder.Push(rows.AsSpan(t * Size, piece * Size));
                Assert.Equal(decoder.Tokens.Length > before, hasNew);
                t += piece;
            }
            Assert.Equal(expected, decoder.Tokens.ToArray().Select(k => k.Index));
            foreach (CtcToken token in decoder.Tokens)
            {
                Assert.All(path[token.FirstStep..(token.LastStep + 1)], k => Assert.Equal(token.Index, k));
                Assert.True(token.FirstStep == 0 || path[token.FirstStep - 1] != token.Index);
                Assert.True(token.LastStep == steps - 1 || path[token.LastStep + 1] != token.Index);
            }
        }
    }

    [Fact]
    public void Reset_forgets_the_run()
    {
        var decoder = new GreedyCtc(Size, capacity: 8);
        Push(decoder, (1, 0.9f));
        decoder.Reset();
        Assert.True(decoder.Tokens.IsEmpty);
        Push(decoder, (1, 0.9f));
        Assert.Equal(0, Assert.Single(decoder.Tokens.ToArray()).FirstStep);
    }

    [Fact]
    public void A_run_that_goes_on_in_the_next_text_is_not_written_twice()
    {
        var decoder = new GreedyCtc(Size, capacity: 8);
        Push(decoder, (1, 0.9f));
        decoder.BeginText();
        Push(decoder, (1, 0.9f), (1, 0.9f), (0, 0.9f), (1, 0.9f));
        Assert.Equal((3, 3), (Assert.Single(decoder.Tokens.ToArray()).FirstStep, decoder.Tokens[0].LastStep));
    }

    [Fact]
    public void A_network_that_overflows_is_reported()
    {
        var decoder = new GreedyCtc(Size, capacity: 8);
        Push(decoder, (0, 0.9f));
        var e = Assert.Throws<ArithmeticException>(() => decoder.Push([float.NaN, float.NaN, float.NaN, float.NaN]));
        Assert.Contains("Step 1", e.Message, StringComparison.Ordinal);
    }

    private static void Push(GreedyCtc decoder, params (int Token, float Probability)[] steps)
    {
        foreach ((int token, float probability) in steps)
        {
            float[] row = [.. Enumerable.Repeat(MathF.Log((1 - probability) / (Size - 1)), Size)];
            row[token] = MathF.Log(probability);
            decoder.Push(row);
        }
    }
}
