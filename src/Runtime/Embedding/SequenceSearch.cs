namespace EmbeddedSeq.Runtime.Embedding;

/// <summary>Finds a probable sequence of tokens, one after the other, until its end symbol.</summary>
internal static class SequenceSearch
{
    /// <summary>Beam search; of width 1 it takes the most probable token at each step.</summary>
    /// <typeparam name="TState">What the writer remembers; never changed, each step makes a new one.</typeparam>
    /// <param name="first">Before the first token.</param>
    /// <param name="step">State and token before, to the state after and the log-probabilities of all tokens.</param>
    /// <param name="end">The token that begins and ends a sequence.</param>
    /// <param name="never">A token that is never written.</param>
    /// <param name="width">Sequences kept at each step.</param>
    /// <param name="longest">Tokens after which a sequence is cut.</param>
    /// <returns>The sequences that were kept, the best first, by log-probability per token.</returns>
    public static IReadOnlyList<WrittenSequence> Run<TState>(TState first, Func<TState, int, (TState State, float[] LogProbabilities)> step, int end, int never, int width, int longest)
    {
        List<(WrittenSequence Sequence, TState State)> live = [(new WrittenSequence([], 0, false), first)];
        var done = new List<WrittenSequence>();
        for (int length = 0; length <= longest && done.Count < width && live.Count > 0; length++)
        {
            var candidates = new List<(WrittenSequence Sequence, TState State)>();
            foreach ((WrittenSequence sequence, TState state) in live)
            {
                (TState after, float[] logs) = step(state, sequence.Tokens.Count == 0 ? end : sequence.Tokens[^1]);
                IEnumerable<int> best = Enumerable.Range(0, logs.Length).Where(v => v != never).OrderByDescending(v => logs[v]).Take(width);
                candidates.AddRange(best.Select(v => (sequence.Continue(v, end, logs[v]), after)));
            }
            candidates = [.. candidates.OrderByDescending(c => c.Sequence.LogProbability).Take(width)];
            done.AddRange(candidates.Where(c => c.Sequence.IsComplete).Select(c => c.Sequence));
            if (length < longest) live = [.. candidates.Where(c => !c.Sequence.IsComplete)];
        }
        if (done.Count == 0) done.AddRange(live.Select(l => l.Sequence));
        return [.. done.OrderByDescending(s => s.Score)];
    }
}

/// <summary>A sequence that was written.</summary>
/// <param name="Tokens">Without the end.</param>
/// <param name="LogProbability">ln p of the tokens and the end.</param>
/// <param name="IsComplete">Whether it ended by its end symbol.</param>
internal sealed record WrittenSequence(IReadOnlyList<int> Tokens, double LogProbability, bool IsComplete)
{
    /// <summary>ln p per token, the end included: otherwise the shortest would win.</summary>
    public double Score => LogProbability / (Tokens.Count + 1);

    public WrittenSequence Continue(int token, int end, double logProbability) =>
        token == end ? new(Tokens, LogProbability + logProbability, true) : new([.. Tokens, token], LogProbability + logProbability, false);
}
