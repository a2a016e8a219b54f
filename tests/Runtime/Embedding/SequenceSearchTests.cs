using EmbeddedSeq.Runtime.Embedding;

namespace EmbeddedSeq.Runtime.Tests.Embedding;

public sealed class SequenceSearchTests
{
    private const int Unknown = 0, End = 1, Tokens = 4, Longest = 3;

    [Fact]
    public void A_wide_beam_finds_the_best_of_all_sequences()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            WrittenSequence found = SequenceSearch.Run(seed, Step, End, Unknown, width: 40, Longest)[0];
            WrittenSequence best = All(seed, [], 0, End).MaxBy(s => s.Score)!;
            Assert.Equal(best.Tokens, found.Tokens);
            Assert.Equal(best.LogProbability, found.LogProbability, 1e-6);
            Assert.True(found.IsComplete);
        }
    }

    [Fact]
    public void A_beam_of_one_takes_the_most_probable_token_each_time()
    {
        WrittenSequence found = SequenceSearch.Run(3, Step, End, Unknown, width: 1, longest: 10)[0];
        (int state, int before) = (3, End);
        foreach (int token in found.IsComplete ? found.Tokens.Append(End) : found.Tokens)
        {
            (state, float[] logs) = Step(state, before);
            Assert.Equal(Enumerable.Range(1, Tokens - 1).MaxBy(v => logs[v]), token);
            before = token;
        }
    }

    [Fact]
    public void What_never_ends_is_cut()
    {
        WrittenSequence found = SequenceSearch.Run(0, (s, _) => (s, [0, -100f, -1f]), End, Unknown, width: 1, longest: 5)[0];
        Assert.False(found.IsComplete);
        Assert.Equal(5, found.Tokens.Count);
        Assert.DoesNotContain(Unknown, found.Tokens);
    }

    private static (int, float[]) Step(int state, int token)
    {
        int next = state * 7 + token;
        var random = new Random(next);
        float[] p = [.. Enumerable.Range(0, Tokens).Select(_ => random.NextSingle() + 0.01f)];
        return (next, [.. p.Select(x => MathF.Log(x / p.Sum()))]);
    }

    private static IEnumerable<WrittenSequence> All(int state, int[] tokens, double log, int before)
    {
        (int next, float[] logs) = Step(state, before);
        yield return new WrittenSequence(tokens, log + logs[End], true);
        if (tokens.Length == Longest) yield break;
        for (int v = 2; v < Tokens; v++)
        {
            foreach (WrittenSequence longer in All(next, [.. tokens, v], log + logs[v], v)) yield return longer;
        }
    }
}
