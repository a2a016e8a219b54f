using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>The cheapest path of one spelling through a stream that goes on: <see cref="KeywordAligner"/> step by step. Allocates nothing after its creation.</summary>
internal sealed class KeywordTrack
{
    private const int Unreachable = 1 << 24;

    private readonly int[] _tokens;
    private readonly byte[] _caps;
    private readonly KeywordConfidence _confidence;
    private readonly int _first, _last, _longest; // States of the first and the last letter; steps of the longest path.
    private Trail[] _now, _next;

    public KeywordTrack(KeywordQuery query)
    {
        _tokens = query.Tokens;
        _caps = [.. query.Tokens.Select(t => KeywordCosts.CapOf(t, query.Space))];
        _confidence = new KeywordConfidence(query);
        int states = 2 * _tokens.Length - 1;
        (_first, _last) = query.Space >= 0 ? (2, states - 3) : (0, states - 1);
        _longest = query.LongestSteps;
        (_now, _next) = (new Trail[states], new Trail[states]);
        Reset();
    }

    /// <summary>Back to the start of a stream.</summary>
    public void Reset() => Array.Fill(_now, new Trail(Unreachable, 0, 0));

    /// <summary>Takes the next step.</summary>
    /// <param name="costs">[V], as <see cref="PosteriorCode"/> writes them.</param>
    /// <param name="step">Its number in the stream.</param>
    /// <returns>The best match that ends here; its score is negative infinity if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public KeywordMatch Push(ReadOnlySpan<byte> costs, long step)
    {
        int blank = Math.Min(costs[0], KeywordCosts.Blank);
        for (int s = 0; s < _now.Length; s++)
        {
            int letter = s / 2, from = s;
            if (s > 0 && _now[s - 1].Cost < _now[from].Cost) from = s - 1;
            if (s > 1 && s % 2 == 0 && _tokens[letter] != _tokens[letter - 1] && _now[s - 2].Cost < _now[from].Cost) from = s - 2;
            Trail best = _now[from];
            if (s == 0 && best.Cost > 0) (best, from) = (new Trail(0, step, step), -1);
            if (step - best.First > _longest) best = new Trail(Unreachable, step, step);
            int cost = Math.Min(Unreachable, best.Cost + (s % 2 == 1 ? blank : Math.Min(costs[_tokens[letter]], _caps[letter])));
            bool isBegin = s < _first || s == _first && from < _first;
            _next[s] = new Trail(cost, isBegin ? step : best.First, s == _last ? step + 1 : best.End);
        }
        (_now, _next) = (_next, _now);
        Trail end = _now[^1];
        return end.Cost >= Unreachable ? new KeywordMatch(step, step, float.NegativeInfinity) : new KeywordMatch(end.First, end.End, (float)_confidence.LogOdds(end.Cost, (int)(end.End - end.First)));
    }

    /// <param name="Cost">In units of <see cref="PosteriorCode"/>.</param>
    /// <param name="First">First step of the first letter; before that, the current step.</param>
    /// <param name="End">Step behind the last letter.</param>
    private readonly record struct Trail(int Cost, long First, long End);
}
